/// A pattern of the project settings: `*` at its beginning or end stands for any text, anywhere else for itself. Case
/// and blanks around it do not matter.
public struct Wildcard: Hashable, Sendable {
    /// The pattern in small letters, its outer stars taken off.
    private let core: [UInt8]
    private let isOpenAtStart: Bool
    private let isOpenAtEnd: Bool

    /// Every text is a pattern, the empty one for empty values.
    public init(_ pattern: String) {
        var core = Array(pattern.trimmed.lowercased().utf8)[...]
        isOpenAtStart = core.first == star
        if isOpenAtStart { core.removeFirst() }
        isOpenAtEnd = core.last == star || (isOpenAtStart && core.isEmpty)
        if core.last == star { core.removeLast() }
        self.core = Array(core)
    }

    /// No value is matched like an empty one.
    public func matches(_ value: String?) -> Bool {
        matches(lowercased: Array((value ?? "").trimmed.lowercased().utf8))
    }

    /// The same for a value that is in small letters and trimmed already.
    func matches(lowercased value: [UInt8]) -> Bool {
        switch (isOpenAtStart, isOpenAtEnd) {
        case (false, false): value == core
        case (false, true): value.starts(with: core)
        case (true, false): value.suffix(core.count).elementsEqual(core)
        case (true, true): value.contains(core)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        return (0...count - part.count).contains { self[$0] == first && self[$0...].starts(with: part) }
    }
}

private let star = UInt8(ascii: "*")
