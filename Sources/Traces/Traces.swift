// Finds stack traces in the lines of a log, and takes them apart.
//
// In: lines without their terminators. Out: what each line is to a trace around it (`TraceStep`), so that `Records` can
// group lines into entries; and, for the lines of one entry, the trace (`FoundTrace`).
//
// A grammar for each language does both halves: a small machine that sees one line at a time, and a parser that sees a
// whole entry. They hold for the language's runtimes, not for one version of them. Between lines a machine keeps a few
// words of state and never text. No regular expressions: `TraceCues` tells by a line's first byte, its last one and
// its first word which grammars are asked, and these let an ordinary line go after a few bytes. Everything is linear in
// the input's length; `TraceLimits` bounds what is kept.
//
// It never decides where an entry begins by a time or a level - that is a layout's business - but it knows what such a
// line looks like (`LogHead`), as a message without an end mark ends there.
//
// Start with `TraceFinder`, then `TraceGrammar`, then `JavaGrammar` and `JavaParser` for the shape of a language.
