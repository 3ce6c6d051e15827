extension CheckReport {
    /// Each file of the book with its faults, and the tests of the good ones run.
    package init(checking book: RuleBook) {
        let paths = book.paths + book.diagnostics.map(\.file).filter { !book.paths.contains($0) }.unique
        self.init(
            files: paths.map { path in
                var checked = CheckedFile(path: path, diagnostics: book.diagnostics.filter { $0.file == path })
                if let file = book.files.first(where: { $0.path == path }) {
                    let run = file.runTests()
                    checked.tests = run.outcomes
                    checked.diagnostics += run.warnings
                }
                return checked
            })
    }
}
