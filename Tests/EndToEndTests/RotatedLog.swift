import Journaling
import LoopbackServer
import Model
import TestSupport
import WireFormat

/// The one log of a site, written and rotated in every way, with word of where each entry stood. Entries are numbered
/// from 1.
struct RotatedLog {
    let site: Site
    private(set) var written = 0
    /// Entries in the file as it is.
    private var inFile: [(number: Int, range: Range<ByteOffset>)] = []
    /// Entries whose bytes a truncation took.
    private var destroyed: [(number: Int, range: Range<ByteOffset>)] = []
    private var size: Int64 = 0

    init(of site: Site) { self.site = site }

    mutating func write(_ dice: inout Seeded) throws {
        written += 1
        let text = Bool.random(using: &dice) ? Site.trace(written) : Site.error(written)
        try site.folder.append(text, to: "log/app.log")
        let end = size + Int64(text.utf8.count)
        inFile.append((written, ByteOffset(size)..<ByteOffset(end)))
        size = end
    }

    /// As logrotate's `create` without compression: the numbers move up.
    mutating func rename() throws {
        guard try shiftNumbers() else { return }
        try site.folder.rename("log/app.log", to: "log/app.log.1")
        (inFile, size) = ([], 0)
    }

    /// As logrotate's `copytruncate`.
    mutating func copyTruncate() async throws {
        guard try shiftNumbers() else { return }
        try await Tool.run("/bin/cp", [site.folder.path("log/app.log"), site.folder.path("log/app.log.1")])
        try await truncate()
    }

    /// Without a copy: what was not read is gone.
    mutating func truncate() async throws {
        guard size > 0 else { return }
        try await Tool.run("/usr/bin/truncate", ["-s", "0", site.folder.path("log/app.log")])
        destroyed += inFile
        (inFile, size) = ([], 0)
    }

    private func shiftNumbers() throws -> Bool {
        let names = Set(try site.folder.names(in: "log"))
        guard names.contains("app.log") else { return false }
        for number in stride(from: 400, to: 0, by: -1) where names.contains("app.log.\(number)") {
            try site.folder.rename("log/app.log.\(number)", to: "log/app.log.\(number + 1)")
        }
        return true
    }

    /// What became of the entries.
    struct Balance: CustomStringConvertible {
        var written = 0
        var delivered = 0
        /// Delivered more than once, under different ids.
        var doubled = 0
        /// Where those were read, one line for those that follow each other.
        var doublesRead: [String] = []
        /// Not delivered, and in the ledger.
        var inLedger = 0
        /// Neither.
        var lost: [Int] = []
        /// Sent again with the same id, and dropped by the server.
        var repeats = 0

        var description: String {
            "written \(written), delivered \(delivered), doubled \(doubled), in the ledger \(inLedger), "
                + "lost \(lost.count), repeats that the server dropped \(repeats)"
        }
    }

    /// Once the agent has stopped.
    func balance() throws -> Balance {
        let orders = site.orders
        var balance = Balance(written: written, delivered: Set(orders).count)
        balance.doubled = orders.count - balance.delivered
        balance.doublesRead = doublesRead()
        balance.repeats = site.server.ledger.duplicates.count
        let ledger = try JournalReader(directory: Path(site.folder.path("state"))).losses().map(\.loss)
        let truncated = ledger.filter { $0.reason == .truncated }
        for number in Set(1...max(1, written)).subtracting(orders).sorted() {
            let range = destroyed.first { $0.number == number }?.range
            // Without a range: nobody saw how far the file had reached.
            let isCovered = range.map { range in truncated.contains { $0.range.map { $0.overlaps(range) } ?? true } }
            if isCovered == true { balance.inLedger += 1 } else { balance.lost.append(number) }
        }
        return balance
    }

    private func doublesRead() -> [String] {
        var places: [Int: [String]] = [:]
        for event in site.server.received {
            guard let order = Self.order(event), let log = event.json["data"]?["log"] else { continue }
            let name = log["file"]?.text?.split(separator: "/").last ?? "?"
            places[order, default: []].append("\(name) at \(log["offset"]?.integer ?? -1)")
        }
        var told: [String] = []
        var last = 0
        for (order, read) in places.sorted(by: { $0.key < $1.key }) where read.count > 1 {
            if order != last + 1 { told.append("\(order)…: \(read.joined(separator: ", "))") }
            last = order
        }
        return told
    }

    /// Whether all has arrived that can.
    func isComplete(_ ledger: LoopbackServer.Ledger) -> Bool {
        let numbers = Set(ledger.events.compactMap(Self.order))
        let possible = Set(1...max(1, written)).subtracting(destroyed.map(\.number))
        return numbers.isSuperset(of: possible)
    }

    private static func order(_ event: ReceivedEvent) -> Int? {
        event.json["message"]?.text.flatMap { Int($0.filter(\.isNumber)) }
    }
}
