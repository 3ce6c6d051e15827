// WireFormat: how values are written on a wire, and nothing that knows what they mean.
//
// JSON (RFC 8259): `JSONValue` with `JSONReader` and `JSONWriter`. Dates: `Timestamp` in ISO 8601. Public, because the
// `Exceptionless` library shows these types to its users; the log's own JSON lines are read with the same reader.
// This room opens nothing and imports nothing. Start reading at `JSONValue`.
