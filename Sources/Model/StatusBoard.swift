import Synchronization

/// Where the agent hangs out its latest snapshot, and whoever shows it looks: nobody waits for anybody.
package final class StatusBoard: Sendable {
    private let latest: Mutex<StatusSnapshot>

    /// `first` is what is shown until the agent has published one.
    package init(_ first: StatusSnapshot) { latest = Mutex(first) }

    /// Replaces what is shown; once a second is plenty.
    package func publish(_ snapshot: StatusSnapshot) { latest.withLock { $0 = snapshot } }

    /// Changes a part of what is shown, while others change other parts.
    package func update(_ change: (inout StatusSnapshot) -> Void) { latest.withLock { change(&$0) } }

    package var snapshot: StatusSnapshot { latest.withLock { $0 } }
}
