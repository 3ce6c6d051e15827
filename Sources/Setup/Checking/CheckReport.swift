/// What `check` found: each file with its faults and its tests.
package struct CheckReport: Sendable {
    /// In the order of their paths.
    package var files: [CheckedFile]

    package init(files: [CheckedFile]) { self.files = files }

    /// One configuration or rule file, good or bad.
    package struct CheckedFile: Sendable {
        /// As the person gave it.
        package var path: String
        /// Faults of the file itself.
        package var diagnostics: [Diagnostic]
        /// Empty for a configuration, and for a rule file that has errors and so could not be tried.
        package var tests: [RuleTestOutcome]
        /// Came with the program, and nobody asked for it by name.
        package var isShipped = false

        package init(path: String, diagnostics: [Diagnostic], tests: [RuleTestOutcome] = []) {
            (self.path, self.diagnostics, self.tests) = (path, diagnostics, tests)
        }
    }

    /// Faults of the files and of failed tests, in reading order.
    package var diagnostics: [Diagnostic] {
        files.flatMap { ($0.diagnostics + $0.tests.flatMap(\.failures)).inReadingOrder }
    }

    /// Those of good files; a bad file is not tried.
    package var testCount: Int { files.reduce(0) { $0 + $1.tests.count } }

    /// No errors; warnings and hints do no harm. Decides the exit code.
    package var isGood: Bool { !diagnostics.hasErrors }

    /// How many diagnostics of that severity there are.
    package func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }

    /// `1 file of yours, 104 shipped, 583 tests: all good`, or how many errors, warnings and hints there are.
    package var summary: String {
        let faults = [counted(count(.error), "error"), counted(count(.warning), "warning")].compactMap(\.self)
        let verdict = (faults.isEmpty ? ["all good"] : faults) + [counted(count(.hint), "hint")].compactMap(\.self)
        return "\(fileCounts), \(counted(testCount, "test") ?? "no tests"): \(verdict.joined(separator: ", "))"
    }

    private var fileCounts: String {
        let shippedCount = files.count(where: \.isShipped)
        let own = counted(files.count - shippedCount, "file")
        guard let shipped = counted(shippedCount, "shipped file") else { return own ?? "no files" }
        return own.map { "\($0) of yours, \(shippedCount) shipped" } ?? shipped
    }

    private func counted(_ count: Int, _ noun: String) -> String? {
        count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// How one of a rule file's own tests went.
package struct RuleTestOutcome: Sendable {
    /// As the test names itself, else `number 3`.
    package var name: String
    /// Where the test stands in its file.
    package var mark: Mark
    /// Empty if it passed.
    package var failures: [Diagnostic]

    package init(name: String, mark: Mark, failures: [Diagnostic]) {
        (self.name, self.mark, self.failures) = (name, mark, failures)
    }
}
