import Model
import Platform
import Synchronization
import Testing
import WireFormat

@Suite("Host")
struct HostTests {
    @Test func factsAreThere() {
        let facts = HostFacts.read()
        #expect(!facts.machineName.isEmpty)
        #expect(!facts.osName.isEmpty && !facts.osVersion.isEmpty)
        #expect(["x86_64", "aarch64"].contains(facts.architecture))
        #expect(facts.processorCount >= 1)
        #expect(facts.totalMemory > .mebibytes(64))
        #expect(!facts.addresses.contains("127.0.0.1") && !facts.addresses.contains("::1"))
    }

    @Test func usageIsThere() {
        let usage = ProcessUsage.now()
        #expect(usage.resident > .mebibytes(1))
        #expect(usage.cpu > .zero)
        #expect(usage.openDescriptors >= 3)
    }

    @Test func clocksGoOn() {
        let clock = SystemClock()
        let first = clock.now(), second = clock.now()
        #expect(first.instant <= second.instant)
        #expect(first.wall > Timestamp(seconds: 1_700_000_000))
        #expect(first.wall.offsetSeconds == 0)
    }

    @Test func aThreadRunsAndIsJoined() throws {
        let sum = Sum()
        let threads = try (1...4).map { number in
            try WorkerThread(name: "a rather long name \(number)") { @Sendable in sum.add(number) }
        }
        for thread in threads { thread.join() }
        #expect(sum.total == 10)
    }

    @Test func aThreadTakesOverWhatOnlyItWillUse() throws {
        final class Counter { var count = 0 }
        let sum = Sum()
        let counter = Counter()
        let thread = try WorkerThread(name: "taker") {
            counter.count += 1
            sum.add(counter.count)
        }
        thread.join()
        #expect(sum.total == 1)
    }
}

private final class Sum: Sendable {
    private let value = Mutex(0)
    var total: Int { value.withLock { $0 } }
    func add(_ number: Int) { value.withLock { $0 += number } }
}
