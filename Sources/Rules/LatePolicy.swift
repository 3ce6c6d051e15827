/// What becomes of an event that is so old that the server would drop it without a word.
package enum LatePolicy: Hashable, Sendable {
    /// It is sent as of now, with its own date in `data.original_date` and the tag `late`.
    case redate
    /// It is counted as a loss here.
    case drop
}
