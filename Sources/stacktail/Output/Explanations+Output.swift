import Encodings
import Records
import Setup
import WireFormat

extension Explanations {
    /// For people.
    func lines(ansi: Ansi, width: Int) -> [String] {
        var head = LabelledLines(ansi: ansi, width: width)
        head.add("Taken as", input.words)
        guard let choice else { return head.lines }
        head.add("Rule file", "\(choice.file.name)" + (choice.file.path.isEmpty ? "" : ", \(choice.file.path)"))
        head.add("", choice.reason.words)
        let envelope = choice.file.layout.envelope.rawValue
        head.add("Read as", encoding.name + (envelope == "none" ? ", no envelope" : ", envelope: \(envelope)"))
        let text = ExplanationText(ansi: ansi, width: width, project: choice.file.project)
        var lines = head.lines
        for explanation in explanations { lines += [""] + text.lines(of: explanation) }
        if let note { lines += ["", ansi(.yellow, note)] }
        return lines
    }

    /// What is not shown.
    private var note: String? {
        switch input {
        case .file(let path, nil) where hasMore:
            "There is more: these are the first \(input.recordsMax) records, \(path):LINE explains any other."
        case .file(let path, let line?) where explanations.isEmpty:
            "\(path) has no record in line \(line): it is blank between two records, or behind the end."
        case .file, .text, .standardInput:
            explanations.isEmpty ? "There is no record: nothing but blank lines." : nil
        }
    }

    /// One object with the same members for every input.
    var json: JSONValue {
        [
            "taken_as": .string(input.words),
            "rule_file": choice?.json ?? .null, "encoding": .string(encoding.name),
            "envelope": (choice?.file.layout.envelope.rawValue).map { .string($0) } ?? .null,
            "project": (choice?.file.project).map { .string($0) } ?? .null,
            "records": .array(explanations.map(\.json)), "more": .bool(note != nil),
        ]
    }
}

extension RuleChoice {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "name": .string(file.name), "path": file.path.isEmpty ? .null : .string(file.path),
            "confidence": .null, "second": .null,
        ]
        switch reason {
        case .given: object["chosen"] = "given"
        case .namesThePath: object["chosen"] = "files"
        case .noneFits: object["chosen"] = "none-fits"
        case .fits(let confidence, let second):
            object["chosen"] = "fits"
            object["confidence"] = .integer(Int64(confidence.percent))
            object["second"] = second.map { ["name": .string($0.name), "confidence": .integer(Int64($0.1.percent))] }
        }
        return .object(object)
    }
}

extension RuleChoice.Reason {
    fileprivate var words: String {
        switch self {
        case .given: return "given with --as"
        case .namesThePath: return "its 'files' name this path, so the agent reads it by this one"
        case .noneFits: return "no rule file fits these lines; this one knows a little of everything"
        case .fits(let confidence, let second):
            let next = second.map { "; next best is \($0.name), \($0.confidence.percent) %" } ?? "; no other one fits"
            return "fits these lines best, \(confidence.percent) %" + next
        }
    }
}
