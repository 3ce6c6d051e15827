import CPCRE2
import Synchronization

/// A compiled regular expression in PCRE2's syntax; threads may share it.
///
/// Both sides are UTF-8: a group can span no part of a character, and bytes of the subject that are no UTF-8 match
/// nothing, not even `.`, but do not keep what stands around them from matching.
package final class Pattern: Sendable {
    /// As it was written.
    package let text: String
    /// The named groups in the order of their numbers, each name once.
    package let names: [String]

    /// More than a person writes; a generated alternation of thousands of words would compile slowly.
    package static let textBytesMax = 16 << 10
    /// Named or not; each costs every match its place.
    package static let groupsMax = 60

    /// Read-only once compiled, as PCRE2 guarantees, so threads may share it.
    nonisolated(unsafe) private let code: OpaquePointer
    private let isJITCompiled: Bool
    /// The number of the group at the same index in `names`.
    private let numbers: [Int]
    /// Further groups of the name at this index, as `(?J)` allows them; the first that took part counts.
    private let twins: [Int: [Int]]
    private let overruns = Atomic<Int>(0)

    /// Throws for the first fault of the text, or if it is beyond `textBytesMax` or `groupsMax`.
    package init(_ text: String) throws(PatternFault) {
        guard text.utf8.count <= Self.textBytesMax else {
            throw PatternFault(
                message: "pattern is longer than \(Self.textBytesMax) bytes", position: Self.textBytesMax)
        }
        let code = try compile(text)
        guard captureCount(of: code) <= Self.groupsMax else {
            pcre2_code_free_8(code)
            throw PatternFault(message: "pattern has more than \(Self.groupsMax) groups", position: 0)
        }
        let groups = namedGroups(of: code).sorted { $0.number < $1.number }
        (self.text, self.code) = (text, code)
        (names, numbers, twins) = indexed(groups)
        // Without it, matching is interpreted: slower, the same result.
        isJITCompiled = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
    }

    deinit { pcre2_code_free_8(code) }

    /// Matches that hit the limit so far, on all threads; each counted as no match.
    package var overrunCount: Int { overruns.load(ordering: .relaxed) }

    /// Whether it matches anywhere in `bytes`.
    package func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        search(bytes, from: bytes.startIndex, in: Workspace.current)
    }

    /// The first match in `bytes`.
    package func captures(in bytes: ArraySlice<UInt8>) -> Captures? {
        captures(in: bytes, from: bytes.startIndex)
    }

    /// The first match in `bytes` that begins at `start` or behind; `^` and what looks behind still see all of `bytes`.
    package func captures(in bytes: ArraySlice<UInt8>, from start: Int) -> Captures? {
        precondition(bytes.startIndex <= start && start <= bytes.endIndex, "the start lies within the bytes")
        let workspace = Workspace.current
        guard search(bytes, from: start, in: workspace) else { return nil }
        let places = pcre2_get_ovector_pointer_8(workspace.matchData)
        func range(_ group: Int) -> Range<Int>? {
            guard let places, places[2 * group] != Int.max, places[2 * group] >= 0 else { return nil }
            let (lower, upper) = (Int(places[2 * group]), Int(places[2 * group + 1]))
            // `\K` within a lookahead can put the beginning behind the end.
            return bytes.startIndex + min(lower, upper)..<bytes.startIndex + upper
        }
        var ranges = numbers.map(range)
        for (index, others) in twins where ranges[index] == nil { ranges[index] = others.lazy.compactMap(range).first }
        return range(0).map { Captures(whole: $0, names: names, ranges: ranges) }
    }

    /// Whether there is a match; its places are then in the workspace.
    private func search(_ bytes: ArraySlice<UInt8>, from start: Int, in workspace: Workspace) -> Bool {
        let status = bytes.withUnsafeBufferPointer { buffer in
            // An empty buffer may have no address, which PCRE2 would have to be asked about.
            guard let base = buffer.baseAddress else {
                return withUnsafePointer(to: 0) { match($0, count: 0, from: 0, in: workspace) }
            }
            return match(base, count: buffer.count, from: start - bytes.startIndex, in: workspace)
        }
        if status >= 0 { return true }
        if status != PCRE2_ERROR_NOMATCH { overruns.add(1, ordering: .relaxed) }
        return false
    }

    private func match(_ base: UnsafePointer<UInt8>, count: Int, from start: Int, in workspace: Workspace) -> Int32 {
        workspace.prepare(forBytes: count)
        let (data, context) = (workspace.matchData, workspace.context)
        guard isJITCompiled else { return pcre2_match_8(code, base, count, start, 0, data, context) }
        let status = pcre2_jit_match_8(code, base, count, start, 0, data, context)
        guard status == PCRE2_ERROR_JIT_STACKLIMIT else { return status }
        // A long repetition can need more stack than a thread keeps ready; the interpreter has the heap, and its limit.
        return pcre2_match_8(code, base, count, start, PCRE2_NO_JIT, data, context)
    }
}

// MARK: - Compilation

private func compile(_ text: String) throws(PatternFault) -> OpaquePointer {
    let (code, error, position) = compiled(text)
    guard let code else {
        throw PatternFault(message: message(ofError: error), position: min(position, text.utf8.count))
    }
    return code
}

/// With `options` beside the usual ones; without code, why there is none and where.
func compiled(_ text: String, _ options: UInt32 = 0) -> (code: OpaquePointer?, error: Int32, position: Int) {
    var (error, position) = (Int32(0), 0)
    // `\C` matches half a character, which would break what `Pattern` promises of its groups.
    let options = options | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C
    let bytes = Array(text.utf8)
    let code = bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { pcre2_compile_8($0, buffer.count, options, &error, &position, nil) }
            ?? pcre2_compile_8("", 0, options, &error, &position, nil)
    }
    return (code, error, position)
}

private func message(ofError error: Int32) -> String {
    var words = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(error, &words, words.count)
    return length > 0 ? String(decoding: words.prefix(Int(length)), as: UTF8.self) : "not a pattern (\(error))"
}

private func captureCount(of code: OpaquePointer) -> UInt32 { number(PCRE2_INFO_CAPTURECOUNT, of: code) }

/// Each name once, with the number of its first group; the others by the name's index.
private func indexed(
    _ groups: [(name: String, number: Int)]
) -> (names: [String], numbers: [Int], twins: [Int: [Int]]) {
    var (names, numbers, twins) = ([String](), [Int](), [Int: [Int]]())
    for group in groups {
        if let index = names.firstIndex(of: group.name) {
            twins[index, default: []].append(group.number)
        } else {
            names.append(group.name)
            numbers.append(group.number)
        }
    }
    return (names, numbers, twins)
}

private func namedGroups(of code: OpaquePointer) -> [(name: String, number: Int)] {
    var table: UnsafePointer<UInt8>?
    let status = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard status == 0, let table else { return [] }
    let entrySize = Int(number(PCRE2_INFO_NAMEENTRYSIZE, of: code))
    // An entry is the group's number in two bytes, high one first, and its name, padded with NULs.
    return (0..<Int(number(PCRE2_INFO_NAMECOUNT, of: code))).map { index in
        let entry = UnsafeBufferPointer(start: table + index * entrySize, count: entrySize)
        return (
            String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self), Int(entry[0]) << 8 | Int(entry[1])
        )
    }
}

private func number(_ what: Int32, of code: OpaquePointer) -> UInt32 {
    var value: UInt32 = 0
    let status = pcre2_pattern_info_8(code, UInt32(what), &value)
    precondition(status == 0, "a compiled pattern tells of itself")
    return value
}
