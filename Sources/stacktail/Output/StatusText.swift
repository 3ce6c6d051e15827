import Model
import WireFormat

/// A `StatusDocument` for people, within the terminal's width.
struct StatusText {
    let ansi: Ansi
    /// In columns.
    let width: Int
    private var text = ""

    init(ansi: Ansi, width: Int) { (self.ansi, self.width) = (ansi, width) }

    /// The agent as a whole.
    mutating func agent(_ document: JSONValue) -> String {
        let colour: Ansi.Colour = document["well"] == true ? .green : .boldRed
        for line in wrapped(document["health"]?.text ?? "", to: width) { add(ansi(colour, line)) }
        let troubles = document["troubles"]?.elements?.compactMap(\.text) ?? []
        if troubles.count > 1 { for trouble in troubles.prefix(10) { addItem("- ", trouble) } }
        if troubles.count > 10 { add("- and \(troubles.count - 10) more") }
        addProcess(document)
        addRules(document["rules"]?.elements ?? [])
        addFiles(document["files"])
        addEvents(document["events"]?.elements ?? [])
        addProjects(document["projects"]?.elements ?? [])
        addLosses(document["losses"]?.elements ?? [])
        if let limits = document["limits"]?.object {
            add()
            addItem("Limits  ", limits.members.map { "\($0.name) \($0.value.text ?? "")" }.joined(separator: ", "))
        }
        return text
    }

    /// One file.
    mutating func file(_ document: JSONValue) -> String {
        let path = (document["path"]?.text ?? "").safeForTerminal
        let isTailed = document["tailed"] == true
        let reason = document["reason"]?.text
        let verdict =
            isTailed
            ? ansi(reason == nil ? .green : .yellow, reason == nil ? "is tailed" : "is tailed, and waits")
            : ansi(.boldRed, "is not tailed")
        add("\(path) \(verdict)" + (reason.map { ": \($0)" } ?? ""))
        if let why = document["text"]?.text { addItem("  why     ", why) }
        if let remedy = document["remedy"]?.text { addItem("  remedy  ", remedy) }
        if let file = document["file"] { addFile(file) }
        return text
    }
}

// MARK: - Parts

extension StatusText {
    private mutating func addProcess(_ document: JSONValue) {
        add()
        if let agent = document["agent"] {
            let process = "process \(agent.count("process")) as \(agent["user"]?.text ?? "?")"
            let version = "stacktail \(agent["version"]?.text ?? "?")"
            add("Agent   \(version), \(process), up \(age(agent.count("uptime_seconds")))")
            let memory = ByteCount(agent.count("memory_bytes")).rounded
            add("        \(memory) of memory, \(grouped(agent.count("descriptors"))) open descriptors")
        }
        addItem("State   ", document["state"]?.text ?? "")
    }

    private mutating func addRules(_ rules: [JSONValue]) {
        guard !rules.isEmpty else { return }
        add(heading: "Rules")
        for rule in rules {
            let files = plural(rule.count("files"), "file")
            addItem("  ", "\(rule["name"]?.text ?? "") (\(files), project \(rule["project"]?.text ?? ""))")
            let patterns = rule["patterns"]?.elements?.compactMap(\.text) ?? []
            for pattern in patterns.prefix(4) { add("    " + shortened(pattern, to: width - 4)) }
            if patterns.count > 4 { add("    and \(patterns.count - 4) more patterns") }
        }
    }

    private mutating func addFiles(_ files: JSONValue?) {
        guard let files else { return }
        guard files["tailed"] != nil else {
            if files.count("remembered") > 0 { add("Files   \(grouped(files.count("remembered"))) remembered") }
            return
        }
        add(heading: "Files")
        var counts = "\(grouped(files.count("tailed"))) tailed"
        if files.count("troubled") > 0 { counts += ", \(grouped(files.count("troubled"))) cannot be read" }
        counts += "; read \(ByteCount(files.count("read_bytes")).rounded), \(plural(files.count("lines"), "line")), "
        addItem("  ", counts + plural(files.count("records"), "record"))
        let shown = files["furthest_behind"]?.elements?.prefix(10) ?? []
        guard !shown.isEmpty else { return }
        add(ansi(.grey, "     behind     lag  state      file"))
        for file in shown { addRow(of: file) }
        let rest = files.count("tailed") - Int64(shown.count)
        if rest > 0 { add("  and \(grouped(rest)) more") }
    }

    private mutating func addRow(of file: JSONValue) {
        let behind = file.count("behind_bytes"), seconds = file.seconds("behind_seconds")
        let size = (behind > 0 ? ByteCount(behind).rounded : "-").padded(left: 11)
        let lag = (seconds > 0 ? age(Int64(seconds.rounded())) : "-").padded(left: 8)
        let state = (file["state"]?.text ?? "").padded(right: 11)
        add("\(size)\(lag)  \(state)\(shortened(file["path"]?.text ?? "", to: width - 32))")
    }

    private mutating func addEvents(_ events: [JSONValue]) {
        guard !events.isEmpty else { return }
        add(heading: "Events since the start")
        for event in events {
            let level = event["level"]?.text ?? ""
            let kind = "\(event["type"]?.text ?? "")".padded(right: 12) + level.padded(right: 8)
            add("  \(grouped(event.count("count")).padded(left: 10))  \(kind)\(event["project"]?.text ?? "")")
        }
    }

    private mutating func addProjects(_ projects: [JSONValue]) {
        guard !projects.isEmpty else { return }
        add(heading: "Projects")
        for project in projects {
            let queued = project.count("queued_events")
            var parts = ["\(plural(queued, "event")) in the journal"]
            if queued > 0 {
                let size = ByteCount(project.count("queued_bytes")).rounded
                parts[0] += " (\(size), the oldest for \(age(project.count("oldest_seconds"))))"
            }
            if project.count("acknowledged_requests") > 0 {
                let requests = plural(project.count("acknowledged_requests"), "request")
                parts.append("\(grouped(project.count("acknowledged_events"))) delivered in \(requests)")
            }
            for refusal in project["refusals"]?.object?.members ?? [] {
                parts.append("answer \(refusal.name): \(grouped(refusal.value.integer ?? 0)) times")
            }
            for (name, words) in [("failed_requests", "failed requests"), ("quarantined_events", "in quarantine")]
            where project.count(name) > 0 {
                parts.append("\(grouped(project.count(name))) \(words)")
            }
            addItem("  \(project["name"]?.text ?? "")  ", parts.joined(separator: "; "))
        }
    }

    private mutating func addLosses(_ losses: [JSONValue]) {
        guard !losses.isEmpty else { return }
        add(heading: "Losses          since the start       in all")
        for loss in losses {
            let name = (loss["reason"]?.text ?? "").padded(right: 16)
            let counts = grouped(loss.count("since_start")).padded(left: 15)
            add("  \(name)\(counts)\(grouped(loss.count("total")).padded(left: 13))")
        }
    }

    private mutating func addFile(_ file: JSONValue) {
        let (size, offset) = (file.count("size"), file.count("offset"))
        let behind = max(0, size - offset)
        addItem("  rules   ", (file["rules"]?.elements?.compactMap(\.text) ?? []).joined(separator: ", "))
        addItem("  state   ", file["state"]?.text ?? "")
        let rest = behind == 0 ? "all of it" : "\(ByteCount(behind).rounded) behind"
        addItem("  read    ", "\(grouped(offset)) of \(grouped(size)) bytes, \(rest)")
        let resume = file.count("resume_offset")
        let seconds = file.seconds("behind_seconds")
        let lag = seconds > 0 ? "; the oldest byte that is not done is \(tenths(seconds)) s old" : ""
        addItem("  done    ", "up to byte \(grouped(resume))\(lag)")
        let counts = [plural(file.count("lines"), "line"), plural(file.count("records"), "record")]
        addItem(
            "  counts  ",
            (counts + [plural(file.count("events"), "event")]).joined(separator: ", ") + " since it was opened")
        let device = "\(file.count("device") >> 32):\(file.count("device") & 0xFFFF_FFFF)"
        let place = "device \(device), inode \(file.count("inode"))"
        addItem("  file    ", "\(place), generation \(file.count("generation")), id \(file["id"]?.text ?? "")")
        if let trouble = file["trouble"]?.text { addItem("  trouble ", trouble) }
    }
}

// MARK: - Lines

extension StatusText {
    private mutating func add(_ line: String = "") { text += line + "\n" }

    private mutating func add(heading: String) {
        add()
        add(ansi(.bold, heading))
    }

    /// `label`, and the words beside it, on as many lines as they take.
    private mutating func addItem(_ label: String, _ words: String) {
        let indent = String(repeating: " ", count: label.count)
        for (number, line) in wrapped(words.safeForTerminal, to: width - label.count).enumerated() {
            add((number == 0 ? label : indent) + line)
        }
    }

    /// A word that is longer than a line stands alone and whole, so that it can be copied.
    private func wrapped(_ words: String, to width: Int) -> [String] {
        var lines = [""]
        for word in words.split(separator: " ", omittingEmptySubsequences: true) {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// A path's end says more than its beginning.
    private func shortened(_ path: String, to width: Int) -> String {
        let safe = path.safeForTerminal
        return safe.count <= width ? safe : "…" + safe.suffix(max(1, width - 1))
    }

    private func plural(_ count: Int64, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    private func grouped(_ count: Int64) -> String {
        let digits = Array(String(count))
        return digits.indices.map { index in
            let isFirst = index == 0 || (digits.count - index) % 3 != 0
            return (isFirst ? "" : ",") + String(digits[index])
        }.joined()
    }

    private func tenths(_ seconds: Double) -> String {
        let tenths = Int64((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func age(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        case _: "\(seconds / 86_400) days"
        }
    }
}

extension JSONValue {
    fileprivate func count(_ name: String) -> Int64 { self[name]?.integer ?? 0 }

    fileprivate func seconds(_ name: String) -> Double {
        switch self[name] {
        case .number(let number): number
        case .integer(let integer): Double(integer)
        case .null, .bool, .string, .array, .object, nil: 0
        }
    }
}

extension String {
    fileprivate func padded(left width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
    fileprivate func padded(right width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
