import Model
import Traces

extension TraceFinder {
    /// Whether another exception begins in the entry below the first line of `found`, one that the trace does not name:
    /// two writers without a key, or two traces of one.
    func hasOthers(than found: FoundTrace, in text: RecordText) -> Bool {
        var names: [String] = []
        var isKnown = false
        for index in text.lines.indices.dropFirst(found.firstLine + 1) {
            let line = text.line(index)
            // Frames are indented, and they are the most.
            guard let first = line.first, first.isLetter || first == escape else { continue }
            var finder = self
            finder.reset()
            guard case .opens = finder.step(line) else { continue }
            if !isKnown { (names, isKnown) = (found.trace.classNames, true) }
            guard let place = names.firstIndex(where: { line.starts(with: $0.utf8) }) else { return true }
            names.remove(at: place)
        }
        return false
    }
}

extension Trace {
    /// Of all exceptions but the reported one.
    fileprivate var classNames: [String] {
        (causes + exception.suppressed + exception.members).flatMap(\.classNames)
    }
}

extension Thrown {
    fileprivate var classNames: [String] {
        (className.map { [$0] } ?? []) + (suppressed + members + causes).flatMap(\.classNames)
    }
}
