package import Model
package import Rules

/// `stacktail.yaml`, checked: every value is one that the agent can work with.
package struct Configuration: Sendable {
    /// Where the packages put the file.
    package static let standardPath = Path("/etc/stacktail/stacktail.yaml")

    private static let standardState = Path("/var/lib/stacktail")

    /// The directory of the journal and its lock.
    package var state = standardState
    /// A later directory's rule file replaces an earlier one of the same name.
    package var ruleDirectories = [Path("/usr/share/stacktail/rules"), Path("/etc/stacktail/rules.d")]
    /// Where the file names them; empty if something else does.
    var ruleDirectoryNodes: [YAMLNode] = []
    /// In the file's order; at least one, and their names differ.
    package var projects: [Project]
    /// `attach`: all of it unless the file says otherwise.
    package var attach = Attach()
    /// Done to message, trace and data of every event, in this order.
    package var redactions: [Redaction] = []
    /// `duplicates.window`: identical events of a project within it become one with a count. Zero: each is sent.
    package var duplicateWindow = Duration.seconds(60)
    /// `journal`: how large it may grow, and what happens then.
    package var journal = JournalRoom()
    /// `delivery`: how events are gathered, and how failures are repeated.
    package var delivery = DeliveryPace()
    package var limits = Limits()
    /// `status`: where the running agent can be asked.
    package var status = StatusPlaces()
    /// `log`: how the agent itself logs.
    package var log = OwnLog()

    package init(projects: [Project]) {
        precondition(!projects.isEmpty, "events need somewhere to go")
        self.projects = projects
    }

    /// Nil if the configuration has none of that name; rule files were checked against it.
    package func project(named name: String) -> Project? { projects.first { $0.name == name } }

    /// Where the control socket is: the first of these that can be had. An agent with a state of its own has its socket
    /// there too, so that it and `status` agree by the configuration alone.
    package var socketPlaces: [Path] {
        if let socket = status.socket { return [socket] }
        let own = state.appending("stacktail.sock")
        return state == Self.standardState ? [Path("/run/stacktail/stacktail.sock"), own] : [own]
    }

    /// What may be attached to events; the project's own privacy setting also counts.
    package struct Attach: Hashable, Sendable {
        /// Facts of this host as `@environment`.
        package var host = true
        /// Users, addresses and the like as `@user` and within `@request`.
        package var isPrivateAllowed = true
    }

    /// What the journal may take of the disk.
    package struct JournalRoom: Hashable, Sendable {
        /// Of all its files together.
        package var sizeMax = ByteCount(1_000_000_000)
        /// What becomes of new events beyond that.
        package var whenFull = WhenFull.wait

        /// What a full journal means for the tails.
        package enum WhenFull: Sendable {
            /// The tails stop reading and keep their place.
            case wait
            /// Events below `warn` are counted and dropped.
            case dropLowLevels
        }
    }

    /// How soon, how many at once, how often again.
    package struct DeliveryPace: Hashable, Sendable {
        /// How long an event waits for others to share its request.
        package var linger = Duration.seconds(1)
        /// Beside the limits of bytes, which the protocol gives.
        package var batchEventsMax = 500
        /// The first wait after a failure, and the longest; each is doubled and jittered in between.
        package var retryInitial = Duration.seconds(1)
        /// Not shorter than `retryInitial`.
        package var retryMax = Duration.seconds(300)
    }

    /// Where the running agent can be asked.
    package struct StatusPlaces: Hashable, Sendable {
        /// On a loopback address; nil: no page.
        package var page: Endpoint?
        /// The control socket; nil: the standard place, see `socketPlaces`.
        package var socket: Path?
    }

    /// The agent's own log, which is never tailed.
    package struct OwnLog: Hashable, Sendable {
        /// The least that is logged.
        package var level = Level.info
        /// Text for people, unless somebody else reads.
        package var format = Format.auto

        /// The form of a line of the agent's log.
        package enum Format: String, CaseIterable, Sendable {
            /// journald's form under systemd, else text.
            case auto
            case text, journald, json
        }
    }
}
