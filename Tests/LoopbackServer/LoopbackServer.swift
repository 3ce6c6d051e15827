// LoopbackServer: a stand-in for the APIs of Exceptionless and Exceptional on 127.0.0.1, for tests only.
//
// In: real requests over real sockets. Out: what a server would have kept, as a `Ledger` that a test can wait for. It
// does what the real one does where a client could tell: the key, gzip, the limits, second reference ids dropped,
// settings with versions, and posts that are thrown away in silence behind a 202. And it fails on demand, as a
// `Behaviour` says.
// It keeps all it gets in memory, reads no clock and never leaves the loopback.
// Start reading at `StandInServer`; `StandInState` decides, `StandInConnection` acts, `EventPost` reads bodies.
