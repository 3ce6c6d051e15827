import Model
import Platform
import Setup
import Testing

/// The files beside the tests, and the golden texts among them. `STACKTAIL_RENEW=1 swift test` writes these anew.
enum Fixtures {
    static let directory = Path(#filePath).directory.appending("Fixtures")
    /// The rule files that ship.
    static let shippedRules = Path(#filePath).directory.directory.directory.appending("rules")

    /// The names of the files in a directory of fixtures that end so, sorted.
    static func names(in folder: String, ending: String) throws -> [String] {
        try DiskFiles().names(in: directory.appending(folder)).filter { $0.hasSuffix(ending) }.sorted()
    }

    static func bytes(_ name: String, in folder: String) throws -> [UInt8] {
        try DiskFiles().contents(of: directory.appending(folder).appending(name), bytesMax: 1 << 20)
    }

    /// Compares with the golden text beside the fixture: `x.bad.yaml` has `x.bad.txt`.
    static func expectGolden(_ text: String, for name: String, in folder: String) throws {
        let golden = String(name.dropLast("yaml".count)) + "txt"
        try expect(text, at: directory.appending(folder).appending(golden))
    }

    /// Compares with the golden text in that file.
    static func expect(_ text: String, at path: Path) throws {
        if HostEnvironment.value("STACKTAIL_RENEW") == "1" {
            try? OwnFiles.remove(path)
            try FileWriter(appendingTo: path).write(text)
            return
        }
        let known = try String(decoding: DiskFiles().contents(of: path, bytesMax: 1 << 20), as: UTF8.self)
        #expect(text == known, "\(path); renew with STACKTAIL_RENEW=1 and read the difference")
    }
}

extension [Diagnostic] {
    /// As a person sees them.
    var rendered: String { map { $0.rendered() + "\n" }.joined() }
}
