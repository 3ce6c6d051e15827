import Exceptionless
import Model
import WireFormat

extension ErrorInfo {
    /// The trace in the server's form: its chain as `inner`, what hangs beside the chain as `data`.
    ///
    /// `target` is the frame that stands for the error, as an index into the chain and into that exception's frames.
    init?(_ trace: Trace, target: Signature.Target?) {
        var chain = trace.chain.prefix(EventLimits.causesMax + 1).map { ErrorInfo($0, language: trace.language) }
        if let target, chain.indices.contains(target.thrown), let frame = target.frame {
            chain[target.thrown].frames[frame].isSignatureTarget = true
        }
        self.init(chain: chain)
    }

    private init(_ thrown: Thrown, language: String) {
        self.init(type: thrown.className, message: thrown.message)
        frames = thrown.frames.map { StackFrame($0, language: language) }
        if thrown.elidedFrames > 0 { data["elided_frames"] = .integer(Int64(thrown.elidedFrames)) }
        if let location = thrown.location { data["location"] = .string("\(location.file):\(location.line)") }
        for (name, others) in [("suppressed", thrown.suppressed), ("members", thrown.members)] where !others.isEmpty {
            data[name] = .array(others.prefix(othersMax).map { $0.summary(depth: summaryDepthMax) })
        }
    }
}

/// Exceptions beside the chain that are told of; a group of thousands is told by its first.
private let othersMax = 20
/// Levels of exceptions within exceptions beside the chain.
private let summaryDepthMax = 3

extension Thrown {
    /// The exception as data: the server has no place for it, so people read it there.
    fileprivate func summary(depth: Int) -> JSONValue {
        var summary = JSONObject()
        summary["type"] = className.map { .string($0) }
        summary["message"] = message.map { .string($0) }
        if !frames.isEmpty { summary["stack_trace"] = .array(frames.map { .string($0.asText) }) }
        guard depth > 1 else { return .object(summary) }
        for (name, others) in [("causes", causes), ("suppressed", suppressed), ("members", members)]
        where !others.isEmpty {
            summary[name] = .array(others.prefix(othersMax).map { $0.summary(depth: depth - 1) })
        }
        return .object(summary)
    }
}

extension Frame {
    /// `com.acme.Gateway.charge (Gateway.java:17)`.
    fileprivate var asText: String {
        let name = [type, method].compactMap(\.self).joined(separator: ".")
        let place = [file, line.map { String($0) }].compactMap(\.self).joined(separator: ":")
        return place.isEmpty ? name : name.isEmpty ? place : "\(name) (\(place))"
    }
}

extension StackFrame {
    fileprivate init(_ frame: Frame, language: String) {
        self.init(name: frame.method)
        (declaringNamespace, declaringType) = frame.type.map { TypeName($0, language: language).parts } ?? (nil, nil)
        (fileName, lineNumber, column) = (frame.file, frame.line, frame.column)
        genericArguments = frame.genericArguments?.splitAtCommas ?? []
        // Only .NET prints types; PHP prints values, which belong to nobody's signature.
        if language == "dotnet" {
            parameters = frame.parameters?.splitAtCommas.map { Parameter(declaration: $0) } ?? []
        }
    }
}

extension StackFrame.Parameter {
    /// `Int32 cents`, or just a type.
    fileprivate init(declaration: String) {
        guard let blank = declaration.lastIndex(of: " "), !declaration[blank...].contains("]") else {
            self.init(type: declaration)
            return
        }
        self.init(type: String(declaration[..<blank]), name: String(declaration[declaration.index(after: blank)...]))
    }
}

/// A type's printed name in its two parts.
struct TypeName {
    var namespace: String?
    var name: String

    var parts: (namespace: String?, name: String?) { (namespace, name) }

    init(_ text: String, language: String) {
        // Behind these come type arguments and names that the compiler made, whose dots separate nothing.
        let end = text.utf8.firstIndex(where: \.endsTypeName) ?? text.endIndex
        let separator = UInt8(ascii: language == "php" ? "\\" : ".")
        guard language != "node", let last = text[..<end].utf8.lastIndex(of: separator), last > text.startIndex,
            text.utf8.index(after: last) < text.endIndex
        else {
            name = text
            return
        }
        namespace = String(text[..<last])
        name = String(text[text.utf8.index(after: last)...])
    }
}

extension UInt8 {
    fileprivate var endsTypeName: Bool {
        switch self {
        case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "/"): true
        default: false
        }
    }
}

extension String {
    /// What stands between the commas that are in no brackets.
    fileprivate var splitAtCommas: [String] {
        var (depth, parts, current) = (0, [String](), Substring.UnicodeScalarView())
        for scalar in unicodeScalars {
            if "[<(".unicodeScalars.contains(scalar) { depth += 1 }
            if "]>)".unicodeScalars.contains(scalar) { depth -= 1 }
            if scalar == ",", depth <= 0 {
                parts.append(String(current).trimmed)
                current = Substring.UnicodeScalarView()
            } else {
                current.append(scalar)
            }
        }
        parts.append(String(current).trimmed)
        return parts.filter { !$0.isEmpty }
    }
}
