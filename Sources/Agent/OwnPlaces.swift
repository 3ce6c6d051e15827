package import Model
import Tailing

/// What the agent writes itself. Tailing that would feed it with its own words for ever.
package struct OwnPlaces: Sendable {
    /// The state directory with all below it; nil if there is none.
    var state: Path?
    /// Where the agent's own log goes, if that is a file.
    var log: Set<InodeKey>

    /// `log`: of the files behind standard output and standard error.
    package init(state: Path? = nil, log: [FileStatus] = []) {
        (self.state, self.log) = (state, Set(log.map { InodeKey($0) }))
    }

    /// Nil if the file is somebody else's.
    func objection(to path: Path, _ status: FileStatus) -> Objection? {
        if log.contains(InodeKey(status)) {
            return Objection(.own, "\(path) is Stacktail's own log; it is not read, so exclude it")
        }
        guard let state, path.isAt(orBelow: state) else { return nil }
        return Objection(.own, "\(path) lies in Stacktail's state directory; it is not read, so exclude it")
    }
}

/// A file that was found to be no log, as it was then.
struct Refusal {
    var status: FileStatus
    var reason: Objection

    /// Whether the path still names that file, which has only grown.
    func isStill(_ now: FileStatus) -> Bool {
        InodeKey(status) == InodeKey(now) && status.birthNanoseconds == now.birthNanoseconds && status.size <= now.size
    }
}
