// Setup: what people wrote, to values that cannot be wrong or to diagnostics that help.
//
//     stacktail.yaml ─▶ YAMLText ─▶ Configuration
//     rules/*.yaml ─▶ RuleSources ─▶ YAMLText ─▶ RuleBook of RuleFiles
//     RuleFile, a log's LineBatches ─▶ Interpreter ─▶ Interpretations: records and the events that rules make of them
//     RuleBook ─▶ CheckReport: each file's faults, and how its own tests went
//
// In: bytes of files through `TextFiles`, environment variables through `Surroundings`; tests bring both as
// dictionaries. Out: checked values, and `Diagnostic`s with file, line, column, the quoted line and a way out; all
// faults at once. A file with errors gives no value, and never stops the other files.
//
//     Diagnostics/     a fault and its forms: text, JSON, JUnit; "did you mean"
//     YAML/            libyaml's events to a tree that knows its places; bounded in size, depth and aliases
//     Reading/         a mapping's values as durations, sizes, levels, patterns …; `${…}`
//     Definition/      every key by what its reader goes by: JSON Schemas for editors, the reference for people
//     Configuration/   stacktail.yaml
//     RuleFile/        rule files, what they extend, which of them fits a log
//     RuleTest/        the tests that rule files carry, and how `check --update` renews them
//     Interpreting/    one log's way from lines to events
//     Checking/        what `check` says beyond faults: rules in vain, files with two readers; its forms for machines
//     Explaining/      what happened to an entry, and why; for `explain`
//
// It keeps nothing between calls, tails nothing and sends nothing. Secrets are in no message and no quoted line.
// Start reading at `RuleBook`, then `RuleFileReader`; for the configuration at `Configuration.load`.
