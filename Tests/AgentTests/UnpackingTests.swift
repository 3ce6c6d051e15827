import Agent
import Compression
import Model
import Platform
import Simulation
import TestSupport
import Testing

@Suite("A compressed log, read as if it were the log", .timeLimit(.minutes(10)))
struct UnpackingTests {
    private let files = SimulatedFiles()
    private let path = Path("/log/app.log.1.gz")

    init() throws { try files.makeDirectories(Path("/log")) }

    private let text: [UInt8] = (0..<60_000).flatMap { "line \($0) of a log\n".utf8 }

    private func packed(_ packing: Packing) throws -> [UInt8] {
        guard packing != .gzip else { return gzip(Array(text[..<500_000])) + gzip(Array(text[500_000...])) }
        let tool = try FilterProcess(packing.rawValue, arguments: ["-c"])
        tool.add(text)
        var output: [UInt8] = []
        while let piece = try tool.next(isLast: true), !piece.isEmpty { output += piece }
        return output
    }

    @Test("Forward, back and amid, its bytes are the log's", arguments: Packing.allCases)
    func anywhere(packing: Packing) throws {
        try #require(packing.isAvailable)
        try files.append(try packed(packing), to: path)
        let file = try UnpackedFiles(files).open(path)
        #expect(file.isPacked)
        for (offset, count) in [(0, 1_024), (0, 10), (900, 400_000), (700_000, 512), (699_000, 9_000), (100, 300_000)] {
            let bytes = try file.read(at: ByteOffset(Int64(offset)), max: count)
            #expect(bytes == Array(text[offset..<(offset + count)]), "\(offset)")
        }
        #expect(try file.read(at: ByteOffset(Int64(text.count - 5)), max: 100) == text.suffix(5))
        #expect(try file.read(at: ByteOffset(Int64(text.count)), max: 100) == [])
        #expect(try file.status().size == ByteOffset(Int64(text.count)) && file.flaw == nil)
    }

    @Test("Its size grows as it is unpacked, and says whether there is more")
    func size() throws {
        try files.append(try packed(.gzip), to: path)
        let file = try UnpackedFiles(files).open(path)
        var offset = ByteOffset.zero
        while true {
            let bytes = try file.read(at: offset, max: 100_000)
            offset = offset + ByteCount(bytes.count)
            if bytes.isEmpty || offset.value == text.count { break }
            #expect(try file.status().size > offset)
        }
        #expect(offset.value == text.count)
        #expect(try file.status().size == offset)
    }

    @Test("B21: one that grows is unpacked on, not anew each time")
    func growing() throws {
        var dice = Seeded(7)
        let noise = (0..<60_000).flatMap { _ in "\(dice.next())\n".utf8 }
        let whole = gzip(Array(noise))
        var pieces = (0..<10).map { Array(whole[(whole.count * $0 / 10)..<(whole.count * ($0 + 1) / 10)]) }[...]
        try files.append(pieces.removeFirst(), to: path)
        let file = try UnpackedFiles(files).open(path)
        var bytes: [UInt8] = []
        for piece in [[]] + pieces {
            files.clock.advance(by: .seconds(1))
            try files.append(piece, to: path)
            _ = try file.status()
            while true {
                let more = try file.read(at: ByteOffset(Int64(bytes.count)), max: 1 << 20)
                if more.isEmpty { break }
                bytes += more
            }
        }
        #expect(bytes == noise && file.flaw == nil)
        #expect(files.callCount < 80)
    }

    @Test("Two that are read by turns give what they have, with one decoder at a time")
    func byTurns() throws {
        let other = Path("/log/app.log.2.gz")
        try files.append(try packed(.gzip), to: path)
        try files.append(gzip(Array(text.reversed())), to: other)
        let unpacked = UnpackedFiles(files)
        let (one, two) = (try unpacked.open(path), try unpacked.open(other))
        for start in stride(from: 0, to: 400_000, by: 100_000) {
            let offset = ByteOffset(Int64(start))
            #expect(try one.read(at: offset, max: 50) == Array(text[start..<(start + 50)]))
            #expect(try two.read(at: offset, max: 50) == Array(text.reversed()[start..<(start + 50)]))
        }
    }

    @Test("What is damaged is read as far as it goes, and says why no further", arguments: Packing.allCases)
    func damaged(packing: Packing) throws {
        try #require(packing.isAvailable)
        let whole = try packed(packing)
        try files.append(Array(whole.prefix(whole.count / 2)), to: path)
        let file = try UnpackedFiles(files).open(path)
        var bytes: [UInt8] = []
        while true {
            let more = try file.read(at: ByteOffset(Int64(bytes.count)), max: 1 << 20)
            if more.isEmpty { break }
            bytes += more
        }
        #expect(text.starts(with: bytes) && file.flaw != nil)
    }
}
