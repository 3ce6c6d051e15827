// Delivery: what to send to a project's server, when, and what its answers mean for the events.
//
// In: `CourierWake`s: events wait, a batch was loaded, an answer came, the time is up. Out: `CourierEffect`s for the
// shell to perform: load, post, acknowledge, quarantine, wait. It keeps the events of one batch, what it learned of the
// server's limits (`CourierState`, which the journal stores) and the version of the project's settings. It opens no
// connection, touches no journal, reads no clock and draws no dice: moments and jitter come with each wake.
//
// One `Courier` a project, so a slow server never holds up another; one batch in flight, so events arrive in order.
// An event leaves the queue in two ways only: the server accepted it, or it refused that very event for good.
// Which protocol a server speaks is behind `Receiver`: bodies to a request, an answer to a verdict.
// Start reading at `CourierEffect`, then `Courier`; the table of answers is in `Courier+Verdicts.swift`.
