/// What the tails met at a file that a rule wants, or at a directory that a rule names.
package struct Objection: Hashable, Sendable {
    package var cause: Cause
    /// The whole of it for people, with the path and what helps.
    package var text: String

    package init(_ cause: Cause, _ text: String) { (self.cause, self.text) = (cause, text) }

    /// By what helps.
    package enum Cause: CaseIterable, Sendable {
        /// The process may not read it.
        case denied
        /// A FIFO, a socket, a device, a file of `/proc`: no log, and reading it would do something.
        case noLogFile
        /// Its beginning is no text in any encoding that was declared.
        case binary
        /// The agent's own: its log, or what lies in its state directory.
        case own
        /// The process has no descriptor left.
        case noDescriptor
        /// The device, the network or the kernel refused.
        case failing
    }

    /// Whether waiting helps nothing: the path has to name another file first.
    package var isForGood: Bool {
        switch cause {
        case .noLogFile, .binary, .own: true
        case .denied, .noDescriptor, .failing: false
        }
    }
}
