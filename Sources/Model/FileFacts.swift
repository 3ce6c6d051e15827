/// All that bears on whether a file is tailed. Whoever runs gathers it; `Untailed.init(facts)` judges.
package struct FileFacts: Hashable, Sendable {
    /// Absolute, without `.`, `..` and doubled slashes.
    package var path: Path
    package var agent = Agent.running
    package var presence = Presence.missing(beneath: nil, alike: nil)
    /// What the rule files that are in force say of the path.
    package var naming = Naming.notNamed(nearest: nil)
    /// A rule file that would name it, and is not in force.
    package var idleRules: IdleRules?
    /// The file is tailed under this other name.
    package var tailedAs: Path?
    /// Rotation made it of this file, which is tailed.
    package var predecessorOf: Path?
    /// It was tailed under this name before.
    package var wasTailed = false
    /// The agent writes it itself.
    package var isOwnLog = false
    /// What its first bytes look like; nil if they were not looked at.
    package var content: Content?
    /// Why nothing is read now; nil if reading goes on.
    package var pause: String?
    /// What the agent met when it last tried to open or read it.
    package var trouble: String?
    /// It waits for a descriptor, of which the process got none; `limits.open_files` allows this many.
    package var descriptorLimit: Int?
    /// What ended the last walk before it had seen everything.
    package var walkLimit: String?
    /// Whose permissions count.
    package var user = "stacktail"

    package init(path: Path) { self.path = path }

    /// Whether there is an agent to tail it.
    package enum Agent: Hashable, Sendable {
        case running, starting, none
    }

    /// What the path names.
    package enum Presence: Hashable, Sendable {
        /// `beneath`: the last directory of the path that exists, if its own is missing too. `alike`: a file of almost
        /// this name.
        case missing(beneath: Path?, alike: Path?)
        case there(FileKind)
        case denied(Denial)
    }

    /// What the user may not.
    package struct Denial: Hashable, Sendable {
        /// The part of the path that keeps it out.
        package var component: Path
        package var right: Right
        /// As `ls` shows it, `-rw-r-----`; empty if not known.
        package var mode: String
        package var owner: String
        package var group: String
        /// Whether membership in `group` would suffice.
        package var groupSuffices: Bool

        package init(
            component: Path, right: Right, mode: String, owner: String, group: String, groupSuffices: Bool
        ) {
            (self.component, self.right, self.mode) = (component, right, mode)
            (self.owner, self.group, self.groupSuffices) = (owner, group, groupSuffices)
        }

        /// What is missing.
        package enum Right: Hashable, Sendable {
            /// To read the file.
            case read
            /// To list the directory.
            case list
            /// To reach what is in the directory.
            case search
        }
    }

    /// What rule files say of a path. Patterns are as they were written.
    package enum Naming: Hashable, Sendable {
        case tailed(by: [String])
        case excluded(by: String, rules: String)
        case leftover
        /// `nearest`: the pattern that is most like the path.
        case notNamed(nearest: String?)
    }

    /// A rule file that names the path and is not in force. Paths are as the configuration has them.
    package enum IdleRules: Hashable, Sendable {
        /// `fault`: its first, with its place.
        case faulty(rules: String, fault: String)
        case missingProject(rules: String, project: String)
        case shadowed(rules: String, by: String)
        /// It is good, and the agent has not read it yet, or reads other directories.
        case notTakenOver(rules: String)
    }

    /// By the first bytes, or the name.
    package enum Content: Hashable, Sendable {
        case text, binary
        case compressed
    }
}
