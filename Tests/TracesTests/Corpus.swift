import WireFormat

#if canImport(Glibc)
    import Glibc
#endif

/// One log of the corpus with what its sidecar expects.
struct CorpusCase {
    var language: String
    var name: String
    var log: [UInt8]
    var events: [Event]

    /// `language/name`.
    var id: String { "\(language)/\(name)" }

    struct Event {
        /// 1-based.
        var lines: ClosedRange<Int>
        var json: JSONValue
    }

    /// The physical lines, without the terminator.
    var lines: [ArraySlice<UInt8>] {
        var lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}

enum Corpus {
    /// The directories of fixtures whose traces a language's grammar reads.
    static let directories: [(language: String, names: [String])] = [
        ("java", ["java", "kotlin", "scala", "groovy"]), ("dotnet", ["dotnet"]), ("python", ["python"]),
        ("php", ["php"]),
        ("node", ["node"]), ("go", ["go"]), ("ruby", ["ruby"]),
        ("rust", ["rust"]), ("perl", ["perl"]), ("cpp", ["cpp"]),
        ("swift", ["swift"]), ("elixir", ["elixir"]), ("erlang", ["erlang"]),
        ("postgresql", ["postgresql"]), ("mariadb", ["mariadb"]), ("lua", ["lua"]),
        ("ocaml", ["ocaml"]), ("tcl", ["tcl"]), ("pascal", ["pascal"]), ("ada", ["ada"]), ("fortran", ["fortran"]),
        ("cobol", ["cobol"]), ("shell", ["shell"]),
    ]

    static func cases(in directory: String) throws -> [CorpusCase] {
        let folder = fixtures + "/" + directory
        return try names(in: folder).filter { $0.hasSuffix(".log") }.sorted().map { file in
            let name = String(file.dropLast(4))
            let sidecar = try JSONReader.parse(try read("\(folder)/\(name).json")[...])
            return CorpusCase(
                language: directory, name: name, log: try read("\(folder)/\(file)"), events: events(of: sidecar))
        }
    }

    static func all() throws -> [CorpusCase] {
        try directories.flatMap(\.names).flatMap { try cases(in: $0) }
    }

    private static func events(of sidecar: JSONValue) -> [CorpusCase.Event] {
        (sidecar["events"]?.elements ?? [sidecar]).compactMap { event in
            guard let first = event["first_line"]?.integer, let last = event["last_line"]?.integer else { return nil }
            return CorpusCase.Event(lines: Int(first)...Int(last), json: event)
        }
    }

    private static let fixtures = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/Fixtures"

    private struct Unreadable: Error { var path: String }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    private static func names(in folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw Unreadable(path: folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
