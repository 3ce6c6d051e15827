import Agent
import Journaling
import Model
import Platform
import Simulation
import Testing
import WireFormat

/// Hazards C01, C02, A03, D14: a last line without its newline.
@Suite("A line without an end")
struct UnendedLineTests {
    private let head = String(line("order 1 failed").dropLast())
    private let frame = "\tat com.acme.Order.check(Order.java:12)\n"
    private let log = Dialogue.log

    private func frames(_ event: JSONValue?) -> Int? { event?["data"]?["@error"]?["stack_trace"]?.elements?.count }

    @Test("C02: is given out after a while, and not again when nothing but its end comes")
    func shownOnce() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(head)
        dialogue.wait(.seconds(4))
        #expect(try dialogue.messages() == [])
        dialogue.wait(.seconds(2))
        #expect(try dialogue.deliver() == ["order 1 failed"])
        dialogue.wait(.seconds(60))
        try dialogue.write("\n")
        dialogue.wait(.seconds(8))
        #expect(try dialogue.messages() == [])
        #expect(try dialogue.journal.losses() == [])
        let size = Int64(try #require(dialogue.files.bytes(of: log)).count)
        let file = try #require(try dialogue.journal.files().first)
        #expect(file.resume == ByteOffset(size) && file.shown.isEmpty)
    }

    @Test("A03, C02: completed later is one event, with the id of the one that was given out before")
    func superseded() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write("\(head): no")
        dialogue.wait(.seconds(6))
        let first = try #require(try dialogue.events().first)
        try dialogue.write(" funds\n")
        dialogue.wait()
        let events = try dialogue.events()
        #expect(events.map { $0["message"] } == ["order 1 failed: no funds"])
        #expect(events.first?["reference_id"] == first["reference_id"])
        #expect(try dialogue.journal.losses() == [])
    }

    @Test("A03: completed after a crash, or a stop, is one event, and never its rest alone", arguments: [false, true])
    func supersededAfterRestart(stopping: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write("\(head): no")
        dialogue.wait(.seconds(6))
        try dialogue.restart(stopping: stopping)
        dialogue.wait(.seconds(20))
        #expect(try dialogue.messages() == ["order 1 failed: no"])
        try dialogue.restart(stopping: stopping)
        try dialogue.write(" funds\n")
        dialogue.wait(.seconds(20))
        #expect(try dialogue.messages() == ["order 1 failed: no funds"])
    }

    @Test("A03, C02: delivered before its rest came is sent whole under the same id, and the ledger says so")
    func completedLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write("\(head): no")
        dialogue.wait(.seconds(6))
        let first = try #require(try dialogue.events().first)
        #expect(try dialogue.deliver() == ["order 1 failed: no"])
        try dialogue.write(" funds\n")
        dialogue.wait()
        let events = try dialogue.events()
        #expect(events.map { $0["message"] } == ["order 1 failed: no funds"])
        #expect(events.first?["reference_id"] == first["reference_id"])
        let loss = try #require(try dialogue.journal.losses().first?.loss)
        let size = Int64(head.utf8.count + ": no funds\n".utf8.count)
        #expect(loss.reason == .completedLate && loss.path == log)
        #expect(loss.range == .zero..<ByteOffset(size))
        #expect(dialogue.pipeline.lossCounts[.completedLate] == 1)
    }

    @Test("C01: written in five pieces, with restarts in between, is one line")
    func pieces() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        let whole = Array(line("order 1 failed"))
        for number in 0..<5 {
            try dialogue.write(String(whole[(whole.count * number / 5)..<(whole.count * (number + 1) / 5)]))
            dialogue.wait(.seconds(4))
            if number < 4 {
                #expect(try dialogue.messages() == [])
                try dialogue.restart(stopping: number % 2 == 0)
            }
        }
        #expect(try dialogue.messages() == ["order 1 failed"])
    }

    @Test("C01: of a rotated file, whose end comes after it was let go of, is counted once")
    func endedLate() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(head)
        dialogue.look()
        let rotated = Path("/log/app.log.1")
        try dialogue.files.rename(log, to: rotated)
        dialogue.wait(.seconds(40))
        try #require(!dialogue.files.isOpen(rotated))
        try dialogue.write("\n" + line("order 2 failed"), to: rotated)
        dialogue.wait(.seconds(40))
        #expect(try dialogue.messages() == ["order 1 failed", "order 2 failed"])
        #expect(try dialogue.events().map { $0["data"]?["log"]?["first_line"] } == [1, 2])
    }

    @Test("amid a trace neither cuts it nor is cut from it, however long it takes")
    func amidTrace() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write("\(head)\njava.lang.IllegalStateException: broken\n\(frame)\tat com.acme.Bil")
        dialogue.wait(.seconds(4))
        #expect(try dialogue.events() == [])
        dialogue.wait(.seconds(30))
        #expect(try dialogue.events().map { frames($0) } == [1])
        try dialogue.write("ling.run(Billing.java:99)\n\(frame)")
        dialogue.wait()
        #expect(try dialogue.events().map { frames($0) } == [3])
    }

    @Test("that turns out to begin another record leaves the one above as it was given out")
    func beginsAnother() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write("\(head)\n2026-09-21 10:0")
        dialogue.wait(.seconds(6))
        try dialogue.write("0:00,123 ERROR [main] com.acme.Billing - order 2 failed\n")
        dialogue.wait(.seconds(6))
        #expect(try dialogue.messages() == ["order 1 failed", "order 2 failed"])
    }

    @Test("that another rule wants, now that it is whole, is one event all the same", arguments: [false, true])
    func anotherRule(isDelivered: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(head)
        dialogue.wait(.seconds(6))
        let first = try #require(try dialogue.events().first)
        if isDelivered { _ = try dialogue.deliver() }
        try dialogue.write("\njava.lang.IllegalStateException: broken\n\(frame)")
        dialogue.wait()
        let events = try dialogue.events()
        #expect(first["type"] == "log" && events.map { $0["type"] } == ["error"] && frames(events.first) == 1)
        #expect(events.first?["reference_id"] == first["reference_id"])
        #expect(try dialogue.journal.losses().map(\.loss.reason) == (isDelivered ? [.completedLate] : []))
    }

    @Test("C02: that grows and grows is shown now and then, each time as far as it has come")
    func progressBar() throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(line("order 1 failed"))
        var shown: Set<[UInt8]> = []
        for _ in 0..<60 {
            try dialogue.write(".")
            dialogue.wait(.seconds(3))
            shown.formUnion(try dialogue.events().map { $0.encoded() })
        }
        #expect(try dialogue.events().count == 1)
        #expect(shown.count == 3)
    }

    @Test("of a file that is deleted, or truncated, was given out once", arguments: [false, true])
    func endOfFile(isDeleted: Bool) throws {
        var dialogue = try Dialogue()
        dialogue.look()
        try dialogue.write(head)
        dialogue.wait(.seconds(6))
        #expect(try dialogue.deliver() == ["order 1 failed"])
        if isDeleted { try dialogue.files.remove(log) } else { try dialogue.files.truncate(log, to: .zero) }
        try dialogue.write(line("order 2 failed"), to: isDeleted ? Path("/log/other.log") : log)
        dialogue.wait(.seconds(20))
        #expect(try dialogue.messages() == ["order 2 failed"])
        #expect(try dialogue.journal.losses() == [])
    }
}
