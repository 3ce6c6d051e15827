/// Where a machine is in a trace that has a header, perhaps with more of the message below, and then frames.
enum HeadedState {
    case closed
    /// This many lines below the header.
    case header(lineCount: Int)
    case frames

    var isOpen: Bool { if case .closed = self { false } else { true } }

    mutating func open() -> Verdict {
        self = .header(lineCount: 0)
        return .opensStandalone
    }

    mutating func takeFrame() -> Verdict {
        self = .frames
        return .continues
    }

    /// A line that is neither a header nor a frame: more of the message, unless one has begun or a record does.
    /// `isBelow` tells that the message itself stands below the header.
    mutating func takeText(_ line: Bytes, isBelow: Bool) -> Verdict {
        guard case .header(let count) = self, count < TraceLimits.messageLinesMax, !LogHead.begins(line) else {
            self = .closed
            return .none
        }
        self = .header(lineCount: count + 1)
        return isBelow && count == 0 ? .text : .pending
    }
}
