import Model
import WireFormat

/// Where an exception differs from a node of a sidecar.
enum Expectation {
    static func nameFaults(_ thrown: Thrown, _ json: JSONValue) -> [String] {
        var faults: [String] = []
        if thrown.className != json["exception_class"]?.text {
            faults.append("class \(show(thrown.className)), not \(show(json["exception_class"]?.text))")
        }
        if thrown.message != json["message"]?.text {
            faults.append("message \(show(thrown.message)), not \(show(json["message"]?.text))")
        }
        return faults
    }

    static func frameFaults(_ thrown: Thrown, _ json: JSONValue) -> [String] {
        let wanted = (json["frames"]?.elements ?? []).map(plain)
        let got = thrown.frames.map(plain)
        guard wanted != got else { return [] }
        let index = zip(wanted, got).enumerated().first { $1.0 != $1.1 }?.offset ?? min(wanted.count, got.count)
        return [
            "frame \(index) of \(got.count) is \(got.dropFirst(index).first ?? "missing"),"
                + " not \(wanted.dropFirst(index).first ?? "there") of \(wanted.count)"
        ]
    }

    static func causeFaults(_ trace: Trace, _ json: JSONValue) -> [String] { chainFaults(trace.causes, json) }

    private static func chainFaults(_ causes: [Thrown], _ json: JSONValue) -> [String] {
        let wanted = json["causes"]?.elements ?? []
        guard causes.count == wanted.count else { return ["\(causes.count) causes, not \(wanted.count)"] }
        return zip(causes, wanted).flatMap { cause, json in
            (nameFaults(cause, json) + frameFaults(cause, json) + nodeFaults(cause, json)).map { "cause: \($0)" }
        }
    }

    /// What is not in the plain members: the thread, and of every exception what it holds besides frames.
    static func detailFaults(_ trace: Trace, _ json: JSONValue) -> [String] {
        var faults = nodeFaults(trace.exception, json)
        if let thread = json["thread"]?.text, thread != trace.thread {
            faults.append("thread \(show(trace.thread)), not \(thread)")
        }
        return faults
    }

    private static func nodeFaults(_ thrown: Thrown, _ json: JSONValue) -> [String] {
        var faults: [String] = []
        if let elided = json["elided_frames"]?.integer, elided != thrown.elidedFrames {
            faults.append("\(thrown.elidedFrames) frames elided, not \(elided)")
        }
        if let file = json["location"]?["file"]?.text, let line = json["location"]?["line"]?.integer,
            thrown.location != Thrown.Location(file: file, line: Int(line))
        {
            faults.append("location \(show(thrown.location)), not \(file):\(line)")
        }
        faults += listFaults(thrown.suppressed, json["suppressed"]).map { "suppressed: \($0)" }
        return faults + listFaults(thrown.members, json["members"]).map { "member: \($0)" }
    }

    private static func listFaults(_ list: [Thrown], _ json: JSONValue?) -> [String] {
        let wanted = json?.elements ?? []
        guard list.count == wanted.count else { return ["\(list.count), not \(wanted.count)"] }
        return zip(list, wanted).flatMap { thrown, json in
            nameFaults(thrown, json) + frameFaults(thrown, json) + chainFaults(thrown.causes, json)
                + nodeFaults(thrown, json)
        }
    }

    private static func plain(_ frame: Frame) -> String {
        plain([frame.type, frame.method, frame.file, frame.line.map { "\($0)" }, frame.column.map { "\($0)" }])
    }

    private static func plain(_ json: JSONValue) -> String {
        // The sidecars of Go cut the built-in `panic`, which has no package, as if it had a dot behind its last letter.
        let hasPackage = json["type"]?.text != "pani" || json["method"]?.text != "panic"
        return plain(
            ["type", "method", "file", "line", "column"].map { name in
                json[name].flatMap { $0.text ?? $0.integer.map { "\($0)" } }.flatMap {
                    name == "type" && !hasPackage ? nil : $0
                }
            })
    }

    private static func plain(_ members: [String?]) -> String {
        "<" + members.map { $0 ?? "-" }.joined(separator: " | ") + ">"
    }

    private static func show<Value>(_ value: Value?) -> String { value.map { "\($0)".debugDescription } ?? "nil" }
}
