// Exceptional: the Publish API (protocols 5 and 6) as values. In: an event's JSON in the form the journal keeps, and an
// answer's status. Out: the document that tells it, with every mandatory member, in a `Request`; and the verdict on an
// answer. An event that the protocol has no form for is refused, never bent. It compresses nothing, keeps nothing,
// opens nothing and waits for nothing.
//
// The service that the protocol was made for has been closed since 2016, so a server is always somebody's own and there
// is no default one. What the public page leaves open was decided as the official client does it.
// Start reading at `Publisher`, then `Document`; `PublishVerdict` has the table of answers.
