/// Why events are not leaving, for as long as they are not.
struct Trouble: Hashable, Sendable {
    /// Troubles of one kind share their back-off.
    enum Kind: Hashable, Sendable {
        /// No answer, an answer that tells of trouble, or somebody else's answer.
        case unreachable
        case refusedKey
        case throttled
        case planLimit
        /// One event after the other is refused for good, which says more of the server than of them.
        case refusesAll
    }

    var kind: Kind
    /// How often in a row.
    var attempts = 1
    /// What people have been told while events do not leave; each of it once.
    var announced: Set<String> = []
}
