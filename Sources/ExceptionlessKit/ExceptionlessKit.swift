// ExceptionlessKit: a smart client of an Exceptionless server, for Swift programs of any kind.
//
// In: an `Event` from any thread, at once and without waiting. Out: requests through a `ClientTransport`, in order,
// until the server has accepted or refused each event; settings that it fetched and obeys; notices of what people
// should know. It keeps a bounded queue in memory, the project's settings and the events of the duplicate window. It
// never writes to disk, never blocks who submits, never sends what the project does not want, and never drops an event
// without counting it. What an answer means, when to try again and how large a batch may be is decided by `Delivery`,
// as in the agent.
//
//     submit ─▶ Preparation (defaults, plugins) ─▶ gate ─▶ DuplicateWindow ─▶ Outbox ─▶ Pump (a Courier) ─▶ server
//
// Start reading at `ExceptionlessClient`, then `ClientConfiguration`; inside, at `Intake` and `Pump`.

// Events, settings and verdicts are part of this library's own interface.
@_exported public import Exceptionless
