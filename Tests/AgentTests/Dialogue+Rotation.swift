import Compression
import Journaling
import Model
import Setup
import Simulation
import Tailing
import Testing
import WireFormat

/// What logrotate does to `Dialogue.log`, and what came of it.
extension Dialogue {
    /// Everything that has come, the quiet last records included, as the server takes it.
    mutating func settled() throws -> [String] {
        for _ in 0..<8 { wait() }
        return try deliver()
    }

    /// The log goes to `.1`, what was there to `.2`, and so on; all but the first `keepingPlain` are compressed.
    func rotate(compressing: Bool, keepingPlain: Int = 0) throws {
        clock.advance(by: .milliseconds(1))
        try shift()
        if files.bytes(of: Self.log) != nil { try files.rename(Self.log, to: rotated(1)) }
        if compressing { try compress(from: keepingPlain + 1) }
    }

    /// The log is copied to `.1` and cut to nothing.
    func copyTruncate(compressing: Bool) throws {
        clock.advance(by: .milliseconds(1))
        try shift()
        try files.append(files.bytes(of: Self.log) ?? [], to: rotated(1))
        try files.truncate(Self.log, to: .zero)
        if compressing { try compress(from: 1) }
    }

    private func rotated(_ number: Int) -> Path { Path("/log/app.log.\(number)") }

    private func shift() throws {
        for number in (1...40).reversed() {
            for ending in ["", ".gz"] {
                let old = Path("\(rotated(number))\(ending)")
                let new = Path("\(rotated(number + 1))\(ending)")
                if files.bytes(of: old) != nil { try files.rename(old, to: new) }
            }
        }
    }

    /// As gzip does: a new file with the old one's date.
    private func compress(from first: Int) throws {
        for number in first...41 {
            guard let bytes = files.bytes(of: rotated(number)) else { continue }
            let modified = try files.status(of: rotated(number)).modified
            let packed = Path("\(rotated(number)).gz")
            try files.append([], to: packed)
            try files.overwrite(packed, with: gzip(bytes), modified: modified)
            try files.remove(rotated(number))
        }
    }

    /// What the ledger counts for this reason.
    func losses(_ reason: Loss.Reason) throws -> Int {
        try journal.losses().filter { $0.loss.reason == reason }.reduce(0) { $0 + $1.loss.count }
    }

    func references(of project: String = "default") throws -> [String] {
        try journal.nextBatch(project: project, maxEvents: 10_000, maxBytes: .max).map { $0.event.referenceID }
    }
}

func globs(_ pattern: String) throws -> GlobSet { try GlobSet(include: [Glob(pattern)]) }

/// What came, and what should have.
func expect<Value: Equatable>(
    _ came: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(came == expected, sourceLocation: sourceLocation)
}
