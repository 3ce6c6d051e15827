import Exceptionless
import WireFormat

extension Event {
    /// Without users, addresses, query strings and the host's name, also where our own `data.log` tells it.
    var withoutAnythingPrivate: Event {
        var event = withoutPrivateInformation
        if var log = event.data["log"]?.object {
            log["host"] = nil
            event.data["log"] = .object(log)
        }
        return event
    }
}
