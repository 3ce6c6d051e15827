import Tailing
import TestSupport
import Testing

@Suite("C10: binary files")
struct BinaryHeadTests {
    @Test("Logs in any encoding that keeps ASCII are texts, with colours, torn blocks of NULs and stray bytes")
    func texts() {
        let line = Array("2026-11-20 10:00:00 ERROR order 17 failed\n".utf8)
        let latin = [UInt8](repeating: 0xE9, count: 400), nuls = [UInt8](repeating: 0, count: 600)
        let little = line.flatMap { byte -> [UInt8] in [byte, 0] }
        let big = line.flatMap { byte -> [UInt8] in [0, byte] }
        let texts: [[UInt8]] = [
            [], [0], [0x7F], line, latin, nuls, nuls + line, line + nuls + line, line + [1, 2] + line,
            Array("\u{1B}[31mERROR\u{1B}[0m\tred\r\n".utf8), [0xFF, 0xFE] + little,
            [0xFE, 0xFF] + big,
        ]
        for text in texts { #expect(BinaryHead.objection(to: text) == nil, "\(text.prefix(9))") }
    }

    @Test("Compressed files, programs, databases and records of other kinds are none")
    func binaries() {
        var dice = Seeded(7)
        let noise = (0..<1_024).map { _ in UInt8(dice.roll(256)) }
        var login: [UInt8] = [7, 0, 0, 0, 0xD1, 4, 0, 0]
        for text in ["pts/0", "ts/0", "root"] { login += Array(text.utf8) + [UInt8](repeating: 0, count: 27) }
        login += [3, 0, 2, 0, 1]
        let wide = Array("utf-16 without a mark".utf8).flatMap { byte -> [UInt8] in [byte, 0] }
        let binaries: [[UInt8]] = [
            noise, login + login + login, [0x1F, 0x8B, 0x08, 0], [0x7F] + Array("ELF".utf8),
            Array("SQLite format 3\0".utf8),
            wide,
        ]
        for bytes in binaries { #expect(BinaryHead.objection(to: bytes) != nil, "\(bytes.prefix(9))") }
    }

    @Test("A declared encoding explains the bytes, but makes no log of a compressed file")
    func declared() {
        let wide = Array("utf-16 without a mark".utf8).flatMap { byte -> [UInt8] in [byte, 0] }
        #expect(BinaryHead.objection(to: wide, isDeclared: true) == nil)
        #expect(BinaryHead.objection(to: [0x1F, 0x8B, 0x08, 0], isDeclared: true) == "gzip data")
    }
}
