// Exceptionless: the protocol as values. In: an `Event`, project settings, an answer's status and headers. Out: the
// event's wire form, whether the project wants it, requests to make, verdicts on answers. It keeps nothing, opens
// nothing and waits for nothing; whoever uses it brings the HTTP client. Facts come from the server's and the official
// clients' source code; where a public guide says otherwise, the comment at the place says so.
// Start reading at `Event` and `fitted()`, then `ProjectSettings`, `Collector` and `Verdict`.

// JSON and dates are part of this library's own interface.
@_exported public import WireFormat
