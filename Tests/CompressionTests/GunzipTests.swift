import Compression
import Testing

@Suite("Gzip data, read in pieces") struct GunzipTests {
    /// Compressible, but not trivially; longer than zlib's window.
    let text = (0..<40_000).flatMap { "line \($0 &* 2_654_435_761 % 1_000)\n".utf8 }

    @Test(arguments: [0, 1, 2, 7, 4_096, 300_000]) func roundTrip(length: Int) throws {
        let bytes = Array(text.prefix(length))
        for level in [1, 6, 9] { #expect(try gunzip(gzip(bytes, level: level), outputMax: 1 << 20) == bytes) }
    }

    @Test func theSameBytesGiveTheSameMember() {
        #expect(gzip(text) == gzip(text))
        #expect(gzip(text).count < text.count / 3)
        #expect(Array(gzip(text)[4..<8]) == [0, 0, 0, 0], "no date in the header")
    }

    @Test func howTheInputIsCutDoesNotShow() throws {
        let members = gzip(Array("first\n".utf8)) + gzip([]) + gzip(Array(text.prefix(20_000)), level: 9)
        let whole = Array("first\n".utf8) + text.prefix(20_000)
        for size in Array(1...64) + [1_000, members.count] {
            for pieceMax in [1, 13, 65_536] where pieceMax > 1 || size % 16 == 1 {
                #expect(try joined(members, chunk: size, pieceMax: pieceMax) == whole, "chunks of \(size)")
            }
        }
    }

    @Test func aPieceIsNeverLongerThanAsked() throws {
        let bomb = gzip([UInt8](repeating: 0, count: 8 << 20))
        #expect(bomb.count < 64 << 10)
        var unpacking = Gunzip(pieceBytesMax: 10_000)
        unpacking.add(bomb)
        var count = 0
        while let piece = try unpacking.next() {
            #expect((1...10_000).contains(piece.count))
            count += piece.count
        }
        try unpacking.finish()
        #expect(count == 8 << 20)
        #expect(unpacking.outputCount == count)
    }

    @Test func moreOutputThanAllowedIsAFault() throws {
        let packed = gzip(Array(text.prefix(1_000)))
        #expect(try gunzip(packed, outputMax: 1_000).count == 1_000)
        #expect(throws: GunzipFault.tooLong(outputMax: 999)) { try gunzip(packed, outputMax: 999) }
        #expect(throws: GunzipFault.tooLong(outputMax: 1_000)) {
            try gunzip(packed + gzip([65]), outputMax: 1_000)
        }
    }

    @Test func everyCutIsNoticed() throws {
        let packed = gzip(Array(text.prefix(2_000)))
        for length in 0..<packed.count {
            #expect(throws: GunzipFault.cutShort, "\(length) bytes") {
                try gunzip(Array(packed.prefix(length)), outputMax: 1 << 20)
            }
        }
    }

    @Test func aDamagedTailComesAfterWhatWasGood() throws {
        let good = Array(text.prefix(100_000))
        var packed = gzip(good)
        packed[packed.count - 6] ^= 0x40  // in the checksum
        var unpacking = Gunzip(pieceBytesMax: 4_096)
        unpacking.add(packed)
        var output: [UInt8] = []
        let fault = GunzipFault.damaged("incorrect data check")
        #expect(throws: fault) {
            while let piece = try unpacking.next() { output += piece }
        }
        #expect(output == good)
        #expect(throws: fault) { _ = try unpacking.next() }
        #expect(throws: fault) { try unpacking.finish() }
    }

    @Test func noFlippedBitIsTakenForTheText() {
        let good = Array(text.prefix(3_000))
        let packed = gzip(good)
        for place in packed.indices where !(3..<10).contains(place) {  // a hint, date and system: no text
            var damaged = packed
            damaged[place] ^= 1
            #expect((try? gunzip(damaged, outputMax: 1 << 20)) == nil, "byte \(place)")
        }
    }

    @Test func whatIsNoGzipIsSaid() {
        #expect(throws: GunzipFault.notGzip) { try gunzip(Array("plain text".utf8), outputMax: 100) }
        #expect(throws: GunzipFault.notGzip) { try gunzip([0x1F, 0x8C, 8, 0, 0, 0, 0, 0, 0, 0, 0], outputMax: 100) }
        #expect(throws: GunzipFault.cutShort) { try gunzip([], outputMax: 100) }
    }

    @Test func zeroBytesAfterTheLastMemberAreNothing() throws {
        let packed = gzip([65, 66])
        #expect(try gunzip(packed + [0, 0, 0], outputMax: 100) == [65, 66])
        #expect(try joined(packed + [0, 0, 0], chunk: 1, pieceMax: 100) == [65, 66])
        #expect(throws: GunzipFault.trailingBytes) { try gunzip(packed + [0, 7], outputMax: 100) }
        #expect(throws: GunzipFault.trailingBytes) { try gunzip(packed + Array("x".utf8), outputMax: 100) }
    }

    private func joined(_ packed: [UInt8], chunk: Int, pieceMax: Int) throws -> [UInt8] {
        var unpacking = Gunzip(pieceBytesMax: pieceMax)
        var output: [UInt8] = []
        for start in stride(from: 0, to: packed.count, by: chunk) {
            unpacking.add(packed[start..<min(start + chunk, packed.count)])
            while let piece = try unpacking.next() { output += piece }
        }
        try unpacking.finish()
        return output
    }
}
