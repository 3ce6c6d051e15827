import Model
import Testing

@Suite struct Levels {
    @Test func wordsInAnyCase() {
        #expect(Level(word: "WARNING") == .warn && Level(word: "Notice") == .info && Level(word: "crit") == .fatal)
        #expect(Level(word: "warnings") == nil && Level(word: "") == nil)
        #expect(Level(word: String(repeating: "x", count: 100_000)) == nil)
    }

    @Test func theLeastIsFirst() {
        #expect(Level.allCases == Level.allCases.sorted())
        #expect(Level.allCases.map(\.name) == ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"])
    }

    @Test func everyWordIsSmallAndShort() {
        for word in Level.words.keys { #expect(word == word.lowercased() && word.utf8.count <= 16) }
    }
}

@Suite struct ByteCounts {
    @Test(arguments: [
        (Int64(0), "0B"), (1_023, "1023B"), (1_024, "1KiB"), (1_025, "1025B"), (256 << 10, "256KiB"), (1 << 20, "1MiB"),
        (3 << 30, "3GiB"), (1_536 << 20, "1536MiB"),
    ])
    func inTheLargestUnitThatDivides(bytes: Int64, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func offsetsSubtractToCounts() {
        #expect(ByteOffset(10) - ByteOffset(4) == ByteCount(6 as Int64))
        #expect(ByteOffset(4) + ByteCount(6 as Int64) == ByteOffset(10))
    }
}

/// The values are in journals and in events' references: they may never change.
@Suite struct StableHashes {
    @Test func valuesAreFixed() {
        var hash = StableHash()
        hash.combine("stacktail")
        hash.combine(-1)
        #expect(hash.hex == "bf6f886c7cc88095fe2c42b74e7ad113")
        #expect(StableHash.of([]) == StableHash().value)
    }

    @Test func boundariesCount() {
        var left = StableHash()
        left.combine("ab")
        left.combine("c")
        var right = StableHash()
        right.combine("a")
        right.combine("bc")
        #expect(left.value != right.value)
        #expect(StableHash.of([0]) != StableHash.of([0, 0]))
    }

    @Test func hexHasAlways32Digits() {
        for number in 0..<200 {
            var hash = StableHash()
            hash.combine(Int64(number))
            #expect(hash.hex.utf8.count == 32)
        }
    }
}

@Suite struct Paths {
    @Test func partsOfAPath() {
        let path = Path("/var/log/app.log")
        #expect(Path(bytes: path.name) == Path("app.log") && path.directory == Path("/var/log"))
        #expect(Path("/app").directory == Path("/") && Path("app").directory == Path("."))
        #expect(Path("/").appending("a") == Path("/a") && path.hasSuffix(".log"))
    }

    @Test func unprintableBytesAreShown() {
        #expect(Path(bytes: [0x2F, 0x1B, 0x0A, 0xFF]).description == "/\\u{1B}\\n\u{FFFD}")
    }
}

@Suite struct Frontiers {
    @Test func onlyTheTailCounts() {
        let tail = [UInt8](repeating: 7, count: 256)
        #expect(Frontier(endOf: [1, 2] + tail) == Frontier(endOf: [9] + tail))
        #expect(Frontier(endOf: [1] + tail.dropLast()) != Frontier(endOf: [2] + tail.dropLast()))
        #expect(Frontier(endOf: [UInt8]()) == .none)
    }
}
