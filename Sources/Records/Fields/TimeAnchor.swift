package import WireFormat

/// What a time without a year, or without any date, is told from: no log tells of the future.
package struct TimeAnchor: Hashable, Sendable {
    /// The latest that a time without a year is taken for.
    let latestOfYear: Timestamp
    /// The latest that a time without a date is taken for.
    let latestOfDay: Timestamp
    /// Supplies the year or the date that is tried first.
    let reference: Timestamp

    /// `read`: when the entry was read. `fileModified`: the date of its file, nil for none; it counts where the file is
    /// old, as nothing in it is younger. One in the future says nothing, nor does one from before there were logs to
    /// read, which clocks without a battery give.
    package init(read: Timestamp, fileModified: Timestamp? = nil) {
        let date = fileModified.flatMap { $0 >= Self.firstDate ? $0 : nil } ?? read
        let isOfOldYear = date < read.advanced(by: .zero - Self.liveForYears)
        let isOfOldDay = date < read.advanced(by: .zero - Self.liveForDays)
        // A writer's clock may be fast, and its zone not the layout's.
        latestOfYear = (isOfOldYear ? date : read).advanced(by: .seconds(86_400))
        latestOfDay = isOfOldDay ? date.advanced(by: .seconds(60)) : read.advanced(by: .seconds(3_600))
        reference = isOfOldDay ? date : read
    }

    /// Some file systems leave a file's date alone while it is written, so a date of this age may be one of those.
    private static let liveForYears = Duration.seconds(30 * 86_400)
    private static let liveForDays = Duration.seconds(86_400)
    /// 1 January 1990.
    private static let firstDate = Timestamp(seconds: 631_152_000)
}
