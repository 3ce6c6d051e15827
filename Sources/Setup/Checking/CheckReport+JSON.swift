package import WireFormat

extension Diagnostic {
    /// `{"severity","file","line","column","length","message","help"}`; place and help where there are any.
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
        return .object(object)
    }
}

extension CheckReport {
    /// `{"good","files":[{"path","diagnostics","tests":[{"name","line","passed"}]}]}`.
    package var json: JSONValue {
        [
            "good": .bool(isGood),
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path),
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
