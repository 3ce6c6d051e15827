extension CheckReport {
    /// JUnit's XML, as CI servers read it: a suite for each file, with a case for its form and one for each test.
    /// Warnings and hints fail nothing; they are the suite's output.
    package var junit: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
        for file in files {
            let form = file.diagnostics.filter { $0.severity == .error }
            let failed = (form.isEmpty ? 0 : 1) + file.tests.count { !$0.failures.isEmpty }
            lines.append(
                #"  <testsuite name="\#(xml(file.path))" tests="\#(file.tests.count + 1)" failures="\#(failed)">"#)
            lines += testCase("is well formed", file.path, form)
            for test in file.tests { lines += testCase(test.name, file.path, test.failures) }
            let others = file.diagnostics.filter { $0.severity != .error }.map { $0.rendered() }
            if !others.isEmpty { lines.append("    <system-out>\(xml(others.joined(separator: "\n")))</system-out>") }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private func testCase(_ name: String, _ path: String, _ failures: [Diagnostic]) -> [String] {
        let head = #"    <testcase classname="\#(xml(path))" name="\#(xml(name))""#
        guard let first = failures.first else { return [head + "/>"] }
        let text = failures.map { $0.rendered() }.joined(separator: "\n")
        return [
            head + ">", #"      <failure message="\#(xml(first.message))">\#(xml(text))</failure>"#, "    </testcase>",
        ]
    }

    /// XML 1.0 has no form at all for most control characters; they become U+FFFD.
    private func xml(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\n", "\t": String(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }
}
