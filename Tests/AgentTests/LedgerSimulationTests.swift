import Foundation
import Journaling
import Model
import Simulation
import TestSupport
import Testing

private let seeds = UInt64(1)...(ProcessInfo.processInfo.environment["STACKTAIL_SEEDS"].flatMap { UInt64($0) } ?? 12)

/// Where an entry was written, so that the ledger can be asked for it.
private struct Place {
    var number: Int
    var range: Range<ByteOffset>
}

/// Knows which entries nobody can know of: written and destroyed while the journal remembered the file as empty, and
/// the process that may have seen them died before the journal took anything of that file again. Of those neither the
/// disk nor the journal nor any memory has a trace.
private struct Witness {
    private(set) var unknowable: Set<Int> = []
    private var onlyInMemory: [(numbers: [Int], starts: Int, file: StoredFile)] = []

    mutating func willDestroy(_ numbers: [Int], in world: World) throws {
        guard let file = try world.journal.files().first, file.fingerprint.headBytes == 0 else { return }
        onlyInMemory.append((numbers, world.starts, file))
    }

    mutating func look(at world: World) throws {
        let file = try world.journal.files().first
        for (numbers, starts, _) in onlyInMemory where world.starts > starts { unknowable.formUnion(numbers) }
        onlyInMemory.removeAll {
            world.starts > $0.starts || $0.file.generation != file?.generation
                || file?.fingerprint.headBytes != 0
        }
    }
}

@Suite("Delivered, or in the ledger")
struct LedgerSimulationTests {
    @Test(
        "a journal that refuses for a while, a mute kernel, and two deaths: nothing is lost or doubled",
        arguments: seeds)
    func refusals(seed: UInt64) throws {
        var world = try World(seed: seed)
        for _ in 0..<60 {
            switch world.dice.roll(12) {
            case 0: world.faults.refusal = .diskFull(reason: "the simulated disk")
            case 1: world.faults.refusal = .disk(reason: "the simulated disk")
            case 2...4: world.faults.refusal = nil
            case 5: world.isKernelMute.toggle()
            case 6: world.faults.crash(atTransaction: 1 + world.dice.roll(3), behind: world.dice.roll(2) == 0)
            case _: break
            }
            switch world.dice.roll(6) {
            case 0...3: try world.write()
            case 4: try world.rotate()
            default: world.clock.advance(by: .milliseconds(200 * (1 + world.dice.roll(20))))
            }
            if world.dice.roll(3) > 0 { try world.turn() }
        }
        world.faults.recover()
        // Still mute for a while: the walk finds all.
        for _ in 0..<80 {
            world.clock.advance(by: .milliseconds(500))
            try world.turn()
        }
        world.isKernelMute = false
        try world.settle()
        let orders = world.server.kept.map(\.order)
        #expect(Set(orders) == Set(1...max(1, world.written)), "seed \(seed)")
        #expect(orders.count == Set(orders).count, "seed \(seed): doubled under another id")
        #expect(world.server.conflictCount == 0)
        #expect(try world.journal.losses().isEmpty, "seed \(seed)")
    }

    @Test("truncated and filled again, past the old end or not: what did not arrive is in the ledger", arguments: seeds)
    func truncations(seed: UInt64) throws {
        var world = try World(seed: seed)
        var inFile: [Place] = []
        var destroyed: [Place] = []
        var witness = Witness()
        for _ in 0..<70 {
            switch world.dice.roll(10) {
            case 0: world.faults.refusal = .diskFull(reason: "the simulated disk")
            case 1, 2: world.faults.refusal = nil
            case 3: world.faults.crash(atTransaction: 1 + world.dice.roll(4), behind: world.dice.roll(2) == 0)
            case _: break
            }
            if world.dice.roll(5) == 0 {
                // The agent has seen how far the file reaches, whether it could read that or not.
                try world.turn()
                try witness.look(at: world)
                destroyed += inFile
                try witness.willDestroy(inFile.map(\.number), in: world)
                inFile = []
                world.clock.advance(by: .milliseconds(1))
                try world.files.truncate(World.log, to: .zero)
                for _ in 0..<world.dice.roll(8) { inFile.append(try world.place()) }
            } else {
                inFile.append(try world.place())
            }
            world.clock.advance(by: .milliseconds(200 * world.dice.roll(10)))
            if world.dice.roll(3) > 0 { try world.turn() }
            try witness.look(at: world)
        }
        world.faults.recover()
        try world.turn()
        try witness.look(at: world)
        try world.settle()
        let orders = world.server.kept.map(\.order)
        #expect(orders.count == Set(orders).count, "seed \(seed): doubled under another id")
        #expect(world.server.conflictCount == 0)
        let missing = Set(1...world.written).subtracting(orders).subtracting(witness.unknowable)
        let ledger = try world.journal.losses(LossFilter(path: World.log, reason: .truncated)).map(\.loss)
        for number in missing.sorted() {
            guard let place = destroyed.first(where: { $0.number == number }) else {
                Issue.record("seed \(seed): \(number) was never destroyed and did not arrive")
                continue
            }
            // Without a range: it was truncated while nobody looked, and nobody knows how far it reached.
            let isCovered = ledger.contains { $0.range.map { $0.overlaps(place.range) } ?? true }
            #expect(isCovered, "seed \(seed): \(number) at \(place.range) of \(ledger.map(\.range))")
        }
    }
}

extension World {
    /// Writes an entry, and says where.
    fileprivate mutating func place() throws -> Place {
        let start = files.bytes(of: Self.log)?.count ?? 0
        // In one write: an entry that is half read and then destroyed is neither here nor there.
        clock.advance(by: .milliseconds(1))
        try writeWhole()
        let end = files.bytes(of: Self.log)?.count ?? 0
        return Place(number: written, range: ByteOffset(Int64(start))..<ByteOffset(Int64(end)))
    }
}
