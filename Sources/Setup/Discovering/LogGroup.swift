import Model

/// Logs of one directory whose names differ in numbers only, such as a date: most likely of one program.
package struct LogGroup: Hashable, Sendable {
    /// What was written to last.
    package private(set) var newest: LogWalk.Log
    /// The others, newest first.
    package private(set) var others: [LogWalk.Log] = []

    package init(_ log: LogWalk.Log) { newest = log }

    /// In the order of the newest one's path.
    package static func groups(of logs: [LogWalk.Log]) -> [LogGroup] {
        var groups: [[UInt8]: LogGroup] = [:]
        for log in logs { groups[log.path.withoutNumbers, default: LogGroup(log)].add(log) }
        return groups.values.sorted { $0.newest.path < $1.newest.path }
    }

    private mutating func add(_ log: LogWalk.Log) {
        guard log != newest else { return }
        let isNewer = (log.modified, log.path) > (newest.modified, newest.path)
        let older = isNewer ? newest : log
        if isNewer { newest = log }
        let place = others.firstIndex { ($0.modified, $0.path) < (older.modified, older.path) } ?? others.count
        others.insert(older, at: place)
    }

    /// What names them all: the path, or one with `*` for the numbers in the name.
    package var glob: String {
        guard !others.isEmpty else { return newest.path.globText }
        return newest.path.directory.appending(newest.path.name.collapsed(to: UInt8(ascii: "*"))).globText
    }
}

extension Path {
    fileprivate var withoutNumbers: [UInt8] { directory.appending(name.collapsed(to: 0)).bytes }

    /// As a glob's text that means the path itself, but for `*`.
    fileprivate var globText: String {
        description.map { "[]{}?\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}

extension ArraySlice<UInt8> {
    /// Each run of digits and what joins them as one mark.
    fileprivate func collapsed(to mark: UInt8) -> [UInt8] {
        var (result, rest) = ([UInt8](), self)
        while let byte = rest.first {
            let digits = rest.prefix { $0.isDigit }
            if digits.isEmpty {
                result.append(byte)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(digits.count)
            // `2026-11-20` is one number.
            while let joint = rest.first, "-_".utf8.contains(joint), rest.dropFirst().first?.isDigit == true {
                rest = rest.dropFirst().drop { $0.isDigit }
            }
            result.append(mark)
        }
        return result
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
