/// The pattern of one name between slashes.
struct NamePattern: Hashable, Sendable {
    enum Token: Hashable, Sendable {
        case byte(UInt8)
        case any
        case anyRun
        case set(ByteSet)
    }

    var tokens: [Token]

    /// The name itself, if there is no wildcard.
    var literal: [UInt8]? {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    func matches(_ name: ArraySlice<UInt8>, matchesHidden: Bool) -> Bool {
        if !matchesHidden, name.first == dot, tokens.first != .byte(dot) { return false }
        // On a mismatch only the last run needs to be lengthened: an earlier one could not reach further.
        var token = 0, index = name.startIndex
        var retry: (token: Int, index: Int)?
        while index < name.endIndex || token < tokens.count {
            if token < tokens.count, tokens[token] == .anyRun {
                retry = (token, index)
                token += 1
            } else if token < tokens.count, index < name.endIndex, tokens[token].matches(name[index]) {
                (token, index) = (token + 1, index + 1)
            } else if let last = retry, last.index < name.endIndex {
                retry = (last.token, last.index + 1)
                (token, index) = (last.token + 1, last.index + 1)
            } else {
                return false
            }
        }
        return true
    }
}

extension NamePattern.Token {
    fileprivate func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let expected): byte == expected
        case .any, .anyRun: true
        case .set(let set): set.contains(byte)
        }
    }
}

/// Which of the 256 bytes belong.
struct ByteSet: Hashable, Sendable {
    private var words = SIMD4<UInt64>()

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    mutating func invert() { words = ~words }
}
