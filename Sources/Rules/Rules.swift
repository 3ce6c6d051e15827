// Rules: from what a log entry says to the event that is queued. Pure: no clock, no file, no chance.
//
//     Record ─▶ RuleSet ─▶ [Draft] ─▶ EventMaker ─▶ QueuedEvent, or a Loss with its reason
//               which rule decides,    redacts what came from the log, asks the project's settings (SettingsGate),
//               what its template      shortens to the server's limits, encodes
//               makes of the entry
//
// In: a `Record`, the `Origin` it was read from, rules that `Setup` has checked. Out: drafts, and events as bytes that
// do not change any more; for `explain`, each rule's verdict and why. It keeps nothing between records: the same record
// from the same place always gives the same event with the same reference id, which is what makes repeats harmless.
// It never reads text that a rule does not ask for, and never sends an event that the settings hold back.
// Start reading at `RuleSet`, then `EventMaker`.
