// Journaling: keeps events and the places they were read from until the events are delivered.
//
// In: a `Commit` from the reading half: events, the files' positions behind them, and losses, durable in one
// transaction or not at all. Out: the oldest events for the sending half, which acknowledges them or puts them into
// quarantine; identical events that are held until their window ends; what rules have counted; positions at a start;
// what `events`, `queue` and `status` show (`HeldEvent`). What people do to the queue is a `QueueChange`.
//
// It keeps `journal.db` in the state directory: an SQLite database in WAL mode with `synchronous=FULL`, mode 0600. A
// commit that returned survives a power cut. Nothing here reads a clock, sends anything or looks into an event's body.
// A damaged file is never mended in place and never silently dropped: it is set aside, what still reads is carried
// over, and the caller is told (`JournalFinding`).
//
// `Journal` writes, one per state directory, from any thread; `JournalReader` only looks, from this or another process,
// and never holds the writer up. `SQLite/` is our thin wrapper around the C API. Start reading at `Commit` and
// `Journal`.
