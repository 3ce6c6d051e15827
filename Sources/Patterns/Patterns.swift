// Patterns: regular expressions that cannot run away.
//
// In: the text of a pattern, as a person wrote it (PCRE2's syntax), then bytes, which need not be UTF-8. Out: whether
// and where it matches, with its named groups; for a faulty text, PCRE2's own words and the place. The bytes are never
// kept.
//
// Each match is bounded in steps and memory (`BoundedSearch`). One that hits the bound counts as no match, in
// `Pattern.overrunCount` and among the thread's `Overrun`s, so that a hostile line costs some milliseconds at most and
// whoever matches can tell of it, and switch the pattern off. `Pattern.progress` says how far a pattern got. A pattern
// holds its compiled code only; what a match needs besides belongs to the thread (`Workspace`), so threads share
// patterns freely. No other room sees PCRE2. Start reading at `Pattern`.
