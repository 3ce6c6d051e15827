public import WireFormat

extension Answer {
    /// The server's clock, to the second, as `Date` says it in the form that every server must write:
    /// `Sat, 21 Nov 2026 20:47:25 GMT`. Nil where it does not.
    public var date: Timestamp? {
        let words = (header("Date") ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", let day = Int(words[1]),
            let month = months.firstIndex(of: words[2]), let year = Int(words[3])
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard clock.count == 3, (1970...2261).contains(year), (1...31).contains(day), (0...23).contains(clock[0]),
            (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let civil = CivilTime(
            year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
        return Timestamp(seconds: civil.secondsSince1970)
    }
}

private let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]
