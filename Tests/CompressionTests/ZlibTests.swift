import Compression
import Testing

@Suite("zlib's own format") struct ZlibTests {
    private let text = Array(String(repeating: "the same and the same ", count: 500).utf8)

    @Test("its first bytes tell the level, and it reads back", arguments: [(1, 0x01), (6, 0x9C), (9, 0xDA)])
    func roundTrip(level: Int, mark: UInt8) {
        let packed = zlib(text, level: level)
        #expect(packed.prefix(2) == [0x78, mark])
        #expect(packed.count < text.count / 10)
        #expect(unzlib(packed, outputMax: text.count) == text)
        #expect(unzlib(zlib([]), outputMax: 1) == [])
    }

    @Test("the Adler-32 of RFC 1950 stands behind, big endian")
    func checksum() {
        // Of "Wikipedia", a well-known vector.
        #expect(zlib(Array("Wikipedia".utf8)).suffix(4) == [0x11, 0xE6, 0x03, 0x98])
    }

    @Test("what is damaged, cut, longer than allowed or followed by something is nothing")
    func faults() {
        let packed = zlib(text)
        var damaged = packed
        damaged[packed.count - 1] ^= 1
        #expect(unzlib(damaged, outputMax: text.count) == nil)
        #expect(unzlib(Array(packed.dropLast()), outputMax: text.count) == nil)
        #expect(unzlib(packed + [0], outputMax: text.count) == nil)
        #expect(unzlib(packed, outputMax: text.count - 1) == nil)
        #expect(unzlib(gzip(text), outputMax: text.count) == nil)
    }
}
