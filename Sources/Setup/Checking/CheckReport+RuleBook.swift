package import Model
package import Platform
package import Tailing

extension CheckReport {
    /// Each file of the book with its faults, and the tests of the good ones run.
    ///
    /// Only the files that `includes` takes are told of and tried. `shipped`: the directory of files that came with the
    /// program; of these only what is wrong is told. `look` finds the logs that are there; without it nothing is said
    /// of them.
    package init(
        checking book: RuleBook, only includes: (String) -> Bool = { _ in true }, shipped: Path? = nil,
        look: (([String: GlobSet]) -> Scan<SystemError>)? = nil
    ) {
        let paths = (book.paths + book.diagnostics.map(\.file).filter { !book.paths.contains($0) }.unique)
            .filter(includes)
        let claims = look.map { FileClaims(book.files, shipped: shipped, look: $0) }
        self.init(
            files: paths.map { path in
                var checked = CheckedFile(path: path, diagnostics: book.diagnostics.filter { $0.file == path })
                checked.isShipped = shipped.map { Path(path).directory == $0 } ?? false
                guard let file = book.files.first(where: { $0.path == path }) else { return checked }
                let run = file.runTests()
                checked.tests = run.outcomes
                checked.diagnostics += run.warnings + file.shadowDiagnostics
                if !checked.isShipped {
                    checked.diagnostics += file.optionalMessages + (claims?.diagnostics(of: file) ?? [])
                }
                return checked
            })
    }
}
