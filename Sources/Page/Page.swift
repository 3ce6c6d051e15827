// Page: shows what goes on, over HTTP on the host itself and over the control socket.
//
// In: the snapshots that the agent publishes on a `StatusBoard`; for the control socket whatever the process answers.
// Out: `/healthz`, `/readyz`, `/metrics` for Prometheus and a pointer at `/`; on the socket JSON, which
// `ControlRequest` and `StatusDocument` describe. It keeps nothing, changes nothing itself, loads nothing from
// elsewhere. Over HTTP it answers only to names of this host, so that a web page in a browser cannot reach it by a name
// of its own (DNS rebinding); on the socket only to root, the agent's user and its group.
//
// The control protocol: a client connects, sends one line of JSON, reads one line of JSON, and is disconnected. Who is
// slow is dropped, who may not ask is told so. `{"stacktail":1,…}` is the protocol's version, in both directions.
//
// Start reading at `StatusPage`, then `PageAnswer` and `Metrics`; for the socket at `ControlSocket`.
