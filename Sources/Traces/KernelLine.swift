import Model

/// A line of the Linux kernel's log, with or without the seconds since the start in front.
enum KernelLine {
    /// What went wrong: a keyword, and the text.
    case start(keyword: Bytes?, text: Bytes)
    /// `------------[ cut here ]------------`
    case cut
    case callTrace
    /// `RIP: 0010:SYM+0xOFF/0xSIZE`
    case pointer(Frame?)
    /// ` SYM+0xOFF/0xSIZE [MODULE]`; one with a question mark is only what the stack holds.
    case frame(Frame, isReliable: Bool)
    /// Registers and other facts of the report.
    case detail
    /// `---[ end trace ... ]---`
    case end

    /// Without what syslog and the kernel put in front: `Nov 21 04:13:57 host kernel: [   12.345678] `, of which either
    /// may be missing.
    static func text(_ line: Bytes) -> Bytes {
        var text = unstamped(behindTag(line) ?? line)
        // Newer kernels name the task or the processor: `[   12.345678][ T4711] `.
        if text.first == UInt8(ascii: "["), let end = text.prefix(12).firstIndex(of: UInt8(ascii: "]")) {
            let caller = text[(text.startIndex + 1)..<end].trimmedStart
            if caller.first == UInt8(ascii: "T") || caller.first == UInt8(ascii: "C"),
                caller.dropFirst().decimal != nil
            {
                text = text.from(end + 1).dropping(" ") ?? text.from(end + 1)
            }
        }
        return text
    }

    /// Whether the line's first bytes allow for a line of syslog.
    static func mayBeTagged(_ line: Bytes) -> Bool {
        guard line.count > 24, let first = line.first else { return false }
        let start = line.startIndex
        if first.isDigit { return line[start + 10] == UInt8(ascii: "T") }
        return first.isUpper && line[start + 3] == 0x20 && line[start + 6] == 0x20
            && line[start + 9] == UInt8(ascii: ":") && line[start + 12] == UInt8(ascii: ":")
    }

    /// Whether a line of syslog with a time of ISO 8601 is the kernel's; a test of a byte for most.
    static func mayBegin(stamped line: Bytes) -> Bool { behindTag(line) != nil }

    /// What a line of syslog that the kernel wrote says; its host has no blank.
    private static func behindTag(_ line: Bytes) -> Bytes? {
        guard mayBeTagged(line) else { return nil }
        let isShort = line.first?.isDigit != true
        var rest = line.dropFirst(isShort ? 15 : 19)
        if !isShort { rest = rest.drop { $0 != 0x20 } }
        guard rest.first == 0x20 else { return nil }
        let host = rest.dropFirst().prefix { $0 != 0x20 }
        return rest.from(host.endIndex).dropping(" kernel: ")
    }

    private static func unstamped(_ line: Bytes) -> Bytes {
        guard line.first == UInt8(ascii: "["), let end = line.prefix(24).firstIndex(of: UInt8(ascii: "]")),
            line[(line.startIndex + 1)..<end].trimmedStart.allSatisfy({ $0.isDigit || $0 == 0x2E }),
            line[..<end].contains(0x2E)
        else { return line }
        let rest = line.from(end + 1)
        return rest.dropping(" ") ?? rest
    }

    init?(_ text: Bytes) {
        guard let first = text.first else { return nil }
        if first == 0x20 || first == UInt8(ascii: "?") {
            guard let found = Self.frame(text.trimmed) else { return nil }
            self = found
        } else if text.begins(with: "------------[ cut here ]") {
            self = .cut
        } else if text.begins(with: "---[ end ") {
            self = .end
        } else if text.begins(with: "Call Trace:") || text.begins(with: "Call trace:") {
            self = .callTrace
        } else if let rest = text.dropping("RIP: 0010:") ?? text.dropping("pc : ") {
            self = .pointer(Self.symbol(rest))
        } else if let found = Self.started(text, first) {
            self = found
        } else if let frame = Self.symbol(text) {
            self = .frame(frame, isReliable: true)
        } else if Self.details.contains(where: { text.begins(with: $0) }) {
            self = .detail
        } else {
            return nil
        }
    }

    private static let starts: [StaticString] = [
        "BUG: ", "kernel BUG at ", "Unable to handle kernel ", "general protection fault", "watchdog: BUG: ",
        "Kernel panic - not syncing", "INFO: task ", "INFO: rcu_", "divide error: ", "invalid opcode: ",
        "stack segment: ", "UBSAN: ", "list_add corruption", "list_del corruption", "refcount_t: ",
        "WARNING: CPU: ", "Oops: ", "Internal error: Oops", "Out of memory: Killed process ",
    ]

    /// What `text` is if it begins a report; in order of what an ordinary line costs.
    static func opening(_ text: Bytes, _ first: UInt8) -> Self? {
        if first == UInt8(ascii: "-") { return text.begins(with: "------------[ cut here ]") ? .cut : nil }
        return started(text, first)
    }

    private static func started(_ text: Bytes, _ first: UInt8) -> Self? {
        guard let start = starts.first(where: { $0.utf8Start.pointee == first && text.begins(with: $0) }) else {
            return nil
        }
        if first == UInt8(ascii: "I"), text.begins(with: "INFO: task "), !text.contains(" blocked for more than ") {
            return nil
        }
        let isWord = start.utf8CodeUnitCount < 9 && text.prefix(start.utf8CodeUnitCount).ends(with: ": ")
        let keyword = isWord ? text.prefix(start.utf8CodeUnitCount - 2) : nil
        return .start(keyword: keyword, text: isWord ? text.dropFirst(start.utf8CodeUnitCount) : text)
    }

    private static let details: [StaticString] = [
        "#PF: ", "PGD ", "CPU: ", "Hardware name: ", "Workqueue: ", "Code: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ",
        "R10: ",
        "R13: ", "FS: ", "CS: ", "CR2: ", "DR0: ", "DR3: ", "PKRU: ", "Modules linked in:", "note: ", "EFLAGS: ",
        "RIP: 0033:", "ORIG_RAX: ", "Tainted: ", "Kernel Offset: ", "Oops: ", "SMP ", "Mem abort info:", "Comm: ",
        "pstate: ", "lr : ", "sp : ", "x29: ", "Mem-Info:", "Rebooting in ", "Kernel panic - not syncing", "R08: ",
        "RBX: ",
        "task:", "\"echo 0 >", "Not tainted ",
    ]

    private static func frame(_ text: Bytes) -> Self? {
        if text.first == UInt8(ascii: "<") {
            return text.last == UInt8(ascii: ">") && text.count < 24
                ? .detail
                : Self.symbol(behindAddress(text)).map {
                    .frame($0, isReliable: true)
                }
        }
        if let rest = text.dropping("? ") { return symbol(rest).map { .frame($0, isReliable: false) } }
        return symbol(text).map { .frame($0, isReliable: true) } ?? .detail
    }

    private static func behindAddress(_ text: Bytes) -> Bytes {
        text.firstIndex(of: UInt8(ascii: "]")).map { text.from($0 + 1).trimmedStart } ?? text
    }

    /// `SYM+0xOFF/0xSIZE [MODULE]`
    private static func symbol(_ text: Bytes) -> Frame? {
        let name = text.prefix { $0.isWord || $0 == UInt8(ascii: ".") }
        let rest = text.from(name.endIndex)
        guard !name.isEmpty, let offset = rest.dropping("+0x"), let slash = offset.find("/0x"),
            offset.upTo(slash).allSatisfy({ $0.isDigit || ($0 | 0x20) &- 0x61 < 6 })
        else { return nil }
        var module: Bytes?
        if let open = offset.find(" ["), let close = offset.from(open).firstIndex(of: UInt8(ascii: "]")) {
            module = offset[(open + 2)..<close].prefix { $0 != 0x20 }
        }
        return Frame(method: name.text, type: module?.text, isApplication: module != nil)
    }
}
