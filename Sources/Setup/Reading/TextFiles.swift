package import Model

/// What this room asks of a disk; tests bring a dictionary.
package protocol TextFiles: Sendable {
    /// The whole content. Throws if it is longer than `bytesMax`.
    func contents(of path: Path, bytesMax: Int) throws(Unreadable) -> [UInt8]

    /// The names in a directory, in any order.
    func names(in directory: Path) throws(Unreadable) -> [String]

    /// Whether users who are neither its owner nor in its group may read it; false where that cannot be told.
    func isOpenToAll(_ path: Path) -> Bool
}

extension TextFiles {
    /// A double has no owners.
    package func isOpenToAll(_ path: Path) -> Bool { false }
}

/// A file or directory that cannot be read; the caller tells the person and goes on with the others.
package struct Unreadable: Error, Hashable, Sendable {
    /// A clause in small letters: "permission denied".
    package var reason: String
    /// There is no such thing, which may be quite all right.
    package var isMissing: Bool

    package init(reason: String, isMissing: Bool = false) { (self.reason, self.isMissing) = (reason, isMissing) }

    /// What a file double throws for a name that it does not have.
    package static let missing = Unreadable(reason: "there is no such file or directory", isMissing: true)
}
