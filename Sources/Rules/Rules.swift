// Rules: from what a log entry says to the event that is queued. Pure: no clock, no file, no chance.
//
//     Record ─▶ RuleSet ─▶ Verdicts: [Draft] ─▶ EventMaker ─▶ QueuedEvent, or a Loss with its reason
//               which rule decides,    redacts what came from the log, asks the project's settings (SettingsGate),
//               what its template      shortens to the server's limits, encodes
//               makes of the entry
//
// In: a `Record`, the `Origin` it was read from, rules that `Setup` has checked. Out: drafts, and events as bytes that
// do not change any more; for `explain`, each rule's verdict and why. It keeps nothing between records: the same record
// from the same place always gives the same event with the same reference id, which is what makes repeats harmless.
// It never reads text that a rule does not ask for, and never sends an event that the settings hold back.
//
// **Which rule decides.** The first that matches; with `also: true` later ones look too, and each makes an event of its
// own, under an id that has the rule's name in it. A rule with `over` or `absent` only observes: whatever it sees, later
// rules look as if it were not there, so that a rule against storms in front swallows nothing.
//
// **What counts over several records** is no part of that: rules with `limit`, `over` or `absent` say what they saw, and
// `Tallies` decides. It is a value, too; whoever reads (`Agent`, `replay`, a rule's test) keeps one for all the files of
// its rule files, and makes it durable together with the places in the files, so that neither a crash nor the way in
// which bytes were cut changes what comes out. A rule's tally is its rule file's, over all files that are read by it.
//
// - The clock of `limit` and `over` is the record's own time (else when it was read): a backlog that is read in a second
//   is no storm. A time that lies more than a window in front of the window begins anew.
// - `limit` counts in windows: one begins with the first event, lasts `per`, and lets `events` pass; the others are
//   losses (`limited`), and when the window is over one event tells how many. It is over when an event of a later time
//   comes, or when nothing is left to be read and the time has passed by the reader's clock.
// - `over` slides, in ten slices of `per`: never does it tell of more than came within `per`, and it may miss what came
//   in slightly less. When it has told, it counts nothing for `per`, and then begins anew.
// - `absent` is judged by the reader's clock, and only when everything there is has been read. A record is taken for as
//   old as its own time says, but not for older than the last look, nor newer than now; so a wrong clock in the log
//   does no harm while the log is followed. One event for each silence.
// - `by` makes a tally for each text that it gives; of more than ten thousand for one rule those that were begun first
//   are given up, and counted (`uncounted`).
//
// Start reading at `RuleSet`, then `EventMaker`; for what counts at `Tallies`.
