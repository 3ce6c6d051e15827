import Model

extension Trace {
    /// The same with the frames of these namespaces as the application's own, and no others. A trace that has none of
    /// them stays as its language tells.
    func marked(application prefixes: [String]) -> Trace {
        guard chain.contains(where: { $0.holdsFrame(of: prefixes) }) else { return self }
        var trace = self
        trace.exception.mark(prefixes)
        for index in trace.causes.indices { trace.causes[index].mark(prefixes) }
        return trace
    }
}

extension Thrown {
    fileprivate func holdsFrame(of prefixes: [String]) -> Bool { frames.contains { $0.isOf(prefixes) } }

    fileprivate mutating func mark(_ prefixes: [String]) {
        for index in frames.indices { frames[index].isApplication = frames[index].isOf(prefixes) }
    }
}

extension Frame {
    /// By its function with the type in front, or by its file.
    fileprivate func isOf(_ prefixes: [String]) -> Bool {
        let name = [type, method].compactMap(\.self).joined(separator: ".")
        return prefixes.contains { name.hasPrefix($0) || file?.hasPrefix($0) == true }
    }
}
