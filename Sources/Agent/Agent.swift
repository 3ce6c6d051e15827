// Agent: owns the state of the running program, and carries data from room to room.
//
// Two halves share nothing but the journal:
//
//     reading   Pipeline        one thread with its own epoll; synchronous, from a file's bytes to the journal's commit
//     sending   ProjectSender   one per server; asynchronous, from the journal's queue to the server's answer
//
// In: what the world did, as a `Wake`; the configuration and the rule files; a project's settings.
// Out: `Effect`s, which the shell performs: directories to watch, lines for our own log, events that were queued.
// It keeps: the tails, each with where it reads and the records it has begun; per project the gate and the courier.
// It never moves a tail before the commit of what was read from it: `Tail` is a value, and a failed commit leaves the
// old one.
//
// Logs that rotation compressed are unpacked as they are read (`Unpacking/`), so that a tail need not know. What was
// rotated away while nobody looked is found by `Pipeline+Predecessors`.
// A record is whole, whatever cuts it: a line without an end is given out from a copy, and superseded when it is
// completed (`Tail+Showing`); a record that a rotation cut is put together again (`Pipeline+Joining`); one that is
// unfinished when the rules change finishes under the old ones (`Tail.retire`).
// What rules count over several records (`Rules.Tallies`) becomes durable with the places it was read from; what the
// clock has a say in, a limit's end and silence, is told when everything there is was read (`Pipeline+Tallies`).
// Identical events that come soon after one another are held and counted, and become one (`DuplicateWindows`).
//
// Events that come from no log, but from a person or a script, enter the journal by `Intake` (`Manual/`).
//
// `Pipeline` and `SendingHalf` are generic over the seams and wait for nothing, so the simulation runs them as they
// ship. `Shell` turns signals, inotify and timers into wakes. Start reading at `Pipeline`.
