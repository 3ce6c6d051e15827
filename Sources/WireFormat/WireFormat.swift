// WireFormat: how values are written on a wire, and nothing that knows what they mean.
//
// JSON (RFC 8259): `JSONValue` with `JSONReader` and `JSONWriter`. Dates: `Timestamp` in ISO 8601. HTTP: `Request` and
// `Answer` as values, with the `ServerURL` and the `APIKey` that a request is made with, and the `Proxy` it may pass.
// Public where the `Exceptionless` library shows these types to its users; the log's own JSON lines are read with the
// same reader. No key and no password prints.
// This room opens nothing and imports nothing. Start reading at `JSONValue`.
