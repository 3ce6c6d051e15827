public import WireFormat

extension EventLimits {
    /// The server drops an event that is older than three days when it gets to it, and says nothing. Two hours are
    /// left for the way there.
    public static let ageMax = Duration.seconds(70 * 3_600)
}

extension Event {
    /// Whether the server would drop it for its age, if it were submitted at `now`.
    public func isTooOld(at now: Timestamp) -> Bool { date < now.advanced(by: .zero - EventLimits.ageMax) }

    /// The event with the date `now`: its own date stands in `data.original_date`, and the tag `late` tells of it.
    ///
    /// A date that cannot be written is left for `fitted()` to refuse.
    public func redated(to now: Timestamp) -> Event {
        guard date.isReadByServer else { return self }
        var event = self
        event.data["original_date"] = .string(date.iso8601)
        event.date = now
        // In front, where the limit of tags does not cut it off.
        event.tags.insert("late", at: 0)
        return event
    }
}
