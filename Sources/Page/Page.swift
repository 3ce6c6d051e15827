// Page: shows what goes on, over HTTP on the host itself.
//
// In: the snapshots that the agent publishes on a `StatusBoard`. Out: `/healthz`, `/readyz`, `/metrics` for Prometheus
// and a pointer at `/`. It keeps nothing, changes nothing, loads nothing from elsewhere, and answers only to names of
// this host, so that a web page in a browser cannot reach it by a name of its own (DNS rebinding).
// Start reading at `StatusPage`, then `PageAnswer` and `Metrics`.
