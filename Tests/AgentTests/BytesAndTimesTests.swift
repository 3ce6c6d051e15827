import Encodings
import Exceptionless
import Journaling
import Model
import Patterns
import Records
import Rules
import Setup
import Simulation
import Tailing
import Testing
import WireFormat

@Suite("C03, C05: a tail reads what the file is written in")
struct EncodedTailTests {
    @Test("known by its mark at first sight, after a restart amid the file, and read from its end", arguments: [0, 1])
    func marked(pieces: Int) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(bytes: [0xFF, 0xFE] + utf16(line("zahlte 1 €")))
        dialogue.wait()
        try dialogue.restart()
        // A restart between any two bytes of a line.
        let next = utf16(line("zahlte 2 €") + line("zahlte 3 €\r\n"))
        let cut = pieces == 0 ? 0 : 41
        try dialogue.write(bytes: Array(next[..<cut]))
        dialogue.look()
        try dialogue.restart()
        try dialogue.write(bytes: Array(next[cut...]))
        dialogue.wait()
        #expect(try dialogue.messages() == ["zahlte 1 €", "zahlte 2 €", "zahlte 3 €"])
    }

    @Test("a file that is there at the first start is read from the end of its last line")
    func fromTheEnd() throws {
        var rules = try World.rules()
        rules.readFrom = .end
        var dialogue = try Dialogue(rules: [rules])
        let second = utf16(line("new"))
        try dialogue.write(bytes: [0xFE, 0xFF] + swapped(utf16(line("old")) + second.prefix(20)))
        dialogue.look()
        try dialogue.write(bytes: swapped(Array(second.dropFirst(20))))
        dialogue.wait()
        #expect(try dialogue.messages() == ["new"])
    }

    @Test("named in the rule file; another one after a truncation and after a rotation, as its mark says")
    func changes() throws {
        var rules = try World.rules()
        rules.encoding = try #require(EncodingChoice("windows-1252"))
        var dialogue = try Dialogue(rules: [rules])
        dialogue.look()
        try dialogue.write(bytes: latin(line("f\u{FC}r 1 \u{80}")))
        dialogue.wait()
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        try dialogue.write(bytes: [0xFF, 0xFE] + utf16(line("für 2 €")))
        dialogue.wait()
        try dialogue.files.rename(Dialogue.log, to: Path("/log/app.log.1"))
        try dialogue.write("\u{FEFF}" + line("für 3 €"))
        dialogue.wait()
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        try dialogue.write(bytes: latin(line("f\u{FC}r 4")))
        dialogue.wait()
        #expect(try dialogue.messages() == ["für 1 €", "für 2 €", "für 3 €", "für 4"])
    }

    @Test("C13: a writer of single bytes makes the same events")
    func byteAtATime() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        for byte in [0xFF, 0xFE] + utf16(line("1 😀") + "\r" + line("2\r")) {
            try dialogue.write(bytes: [byte])
            dialogue.look()
        }
        dialogue.wait()
        #expect(try dialogue.messages() == ["1 😀", "2"])
    }
}

@Suite("C07: holes and NULs")
struct HoleTests {
    @Test("a hole is passed over, counted, and what stands behind it is whole and in its place")
    func hole() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("1"))
        dialogue.wait()
        try dialogue.files.truncate(Dialogue.log, to: .zero)
        let holeBytes = Int64(64 << 20)
        try dialogue.files.truncate(Dialogue.log, to: ByteOffset(holeBytes))
        try dialogue.write(line("2") + line("3"))
        let callsBefore = dialogue.files.callCount
        dialogue.wait()
        #expect(dialogue.files.callCount - callsBefore < 200)
        let events = try dialogue.events()
        #expect(events.map { $0["message"]?.text } == ["1", "2", "3"])
        #expect(events[1]["data"]?["bytes_cut"] == .integer(holeBytes))
        let offsets = events.map { $0["data"]?["log"]?["offset"] }
        #expect(offsets == [.integer(0), .integer(0), .integer(holeBytes + Int64(line("2").utf8.count))])
        // What was passed over is checked as all else: another file in its place is another file.
        try dialogue.restart()
        try dialogue.write(line("4"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["1", "2", "3", "4"])
    }

    @Test("NULs within a line are harmless")
    func embedded() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("a\0b"))
        dialogue.wait()
        #expect(try dialogue.messages() == ["a\0b"])
    }
}

@Suite("F10, F11: times")
struct TimeOfFileTests {
    private func rules() throws -> RuleFile {
        var rules = try World.rules()
        rules.layout.times = [try #require(TimeForm("%m-%d %H:%M:%S,%L"))]
        let form = "^(?<time>\\d\\d-\\d\\d [^ ]+) (?<level>[A-Z]+) (?<message>.*)"
        rules.layout.parse = .pattern([try Pattern(form)])
        rules.layout.start = try Pattern("^\\d\\d-\\d\\d ")
        return rules
    }

    @Test("a log without years that is found late has the years of its own time")
    func oldFile() throws {
        var dialogue = try Dialogue(rules: [try rules()])
        try dialogue.write("12-31 23:59:59,000 ERROR 1\n01-01 00:00:01,000 ERROR 2\n")
        try dialogue.files.touch(Dialogue.log, modified: Timestamp(seconds: 1_672_531_300))
        dialogue.wait()
        let dates = try dialogue.events().map { $0["date"]?.text?.prefix(19) }
        #expect(dates == ["2022-12-31T23:59:59", "2023-01-01T00:00:01"])
    }

    @Test(
        "a file's date excludes nothing: from 1970, from the future, or the same as before",
        arguments: [0, 4_000_000_000])
    func strangeDates(seconds: Int64) throws {
        var dialogue = try Dialogue()
        try dialogue.write(line("1"))
        try dialogue.files.touch(Dialogue.log, modified: Timestamp(seconds: seconds))
        dialogue.wait()
        for number in 2...4 {
            try dialogue.restart()
            try dialogue.write(line("\(number)"))
            try dialogue.files.touch(Dialogue.log, modified: Timestamp(seconds: seconds))
            dialogue.wait()
        }
        #expect(try dialogue.messages() == ["1", "2", "3", "4"])
    }
}

extension Dialogue {
    fileprivate func write(bytes: [UInt8]) throws {
        clock.advance(by: .milliseconds(1))
        try files.append(bytes, to: Dialogue.log)
    }
}

/// Little-endian.
private func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

private func swapped(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: 2).flatMap { [bytes[$0 + 1], bytes[$0]] }
}

/// A byte a letter.
private func latin(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
