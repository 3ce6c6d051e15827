package import Exceptionless

/// The host that wrote a log, shared by all of its logs.
package final class LogHost: Sendable {
    /// Nil to leave it out.
    package let name: String?
    /// Facts for `@environment`; nil to leave them out.
    package let environment: EnvironmentInfo?

    package init(name: String?, environment: EnvironmentInfo? = nil) {
        (self.name, self.environment) = (name, environment)
    }
}
