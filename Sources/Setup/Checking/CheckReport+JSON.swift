package import WireFormat

extension Diagnostic {
    /// `{"severity","file","line","column","length","message","help","changes":[{"key","expected","actual"}]}`; what
    /// there is of it.
    package var json: JSONValue {
        var object = JSONObject()
        object["severity"] = .string(severity.rawValue)
        object["file"] = .string(file)
        if let place {
            object["line"] = .integer(Int64(place.mark.line))
            object["column"] = .integer(Int64(place.mark.column))
            object["length"] = .integer(Int64(place.length))
        }
        object["message"] = .string(message)
        object["help"] = help.map { .string($0) }
        if !changes.isEmpty { object["changes"] = .array(changes.map(\.json)) }
        return .object(object)
    }
}

extension Diagnostic.Change {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["key"] = .string(key)
        object["expected"] = expected.map { .string($0) }
        object["actual"] = actual.map { .string($0) }
        return .object(object)
    }
}

extension CheckReport {
    /// `{"good","errors","warnings","hints","files":[…]}`, and of a file
    /// `{"path","shipped","diagnostics","tests":[{"name","line","passed"}]}`.
    package var json: JSONValue {
        [
            "good": .bool(isGood),
            "errors": .integer(Int64(count(.error))), "warnings": .integer(Int64(count(.warning))),
            "hints": .integer(Int64(count(.hint))),
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path), "shipped": .bool(file.isShipped),
                        "diagnostics": .array(
                            (file.diagnostics + file.tests.flatMap(\.failures)).inReadingOrder.map(\.json)),
                        "tests": .array(
                            file.tests.map { test in
                                [
                                    "name": .string(test.name), "line": .integer(Int64(test.mark.line)),
                                    "passed": .bool(test.failures.isEmpty),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
