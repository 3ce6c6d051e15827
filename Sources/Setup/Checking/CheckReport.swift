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

    /// No errors; warnings do no harm. Decides the exit code.
    package var isGood: Bool { !diagnostics.hasErrors }

    /// `12 files, 57 tests: all good`, or how many errors and warnings there are.
    package var summary: String {
        let all = diagnostics
        let counts = [
            counted(all.count { $0.severity == .error }, "error"),
            counted(all.count { $0.severity == .warning }, "warning"),
        ].compactMap { $0 }
        let head = "\(counted(files.count, "file") ?? "no files"), \(counted(testCount, "test") ?? "no tests")"
        return head + ": " + (counts.isEmpty ? "all good" : counts.joined(separator: ", "))
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
