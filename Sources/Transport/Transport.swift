// Transport: carries a request to its server and the answer back. The only room that sees an HTTP client.
//
// In: an `Exceptionless.Request`. Out: its `Answer`, whatever its status (a redirect is an answer and is not followed),
// or a `TransportFailure` that says what happened and what to look at, where no whole answer came. It keeps connections
// open for a while, and nothing else: no queue, no retry, no cookie. It never prints a header, never goes on without
// having verified the server's certificate, and never waits or reads without a limit.
// Start reading at `HTTPTransport`; `ProxySettings` decides on the way, `TransportFailure+Cause` finds the words.
