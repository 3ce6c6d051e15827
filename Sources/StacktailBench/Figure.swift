/// A line of the table.
struct Figure {
    var what: String
    var cost: Cost
    /// The bytes of log it was about; nil for what has no size, which is shown in milliseconds.
    var bytes: Int?
    /// `1.4 x wc -l`: the cost beside the machine's limit.
    var beside: [String] = []
    /// What the design asks for.
    var target: String?

    init(_ contestant: Contestant, _ cost: Cost, bytes: Int? = nil, note: String = "", target: String? = nil) {
        (what, self.cost, self.bytes, self.target) = (contestant.name + note, cost, bytes, target)
    }

    /// Also says how many times the limit's CPU time it took.
    func beside(_ limit: Figure) -> Figure {
        var figure = self
        figure.beside.append("\(ratio(cost.cpu, limit.cost.cpu).shown(2)) x \(limit.name)")
        return figure
    }

    /// Also says which share of it comes on top of `less`.
    func share(beyond less: Figure) -> Figure {
        var figure = self
        let share = 100 * ratio(max(.zero, cost.cpu - less.cost.cpu), cost.cpu)
        figure.beside.append("\(share.shown(1)) % of it for traces")
        return figure
    }

    /// Without what stands in brackets.
    private var name: Substring { what.prefix { $0 != "(" }.trimmingSuffix() }

    var speed: String {
        guard let bytes else { return cost.wall.seconds.milliseconds }
        return "\((Double(bytes) / 1e6 / max(cost.wall.seconds, 1e-9)).shown(0)) MB/s"
    }

    var processor: String {
        guard let bytes else { return cost.cpu.seconds.milliseconds }
        return "\((cost.cpu.seconds * Double(1 << 30) / Double(max(1, bytes))).shown(3)) s/GiB"
    }
}

/// The figures of one stage as text.
struct Table {
    var stage: Stage
    var figures: [Figure]

    static let head = row("stage", "what", "speed", "CPU", "target", "beside the limit")

    var text: String {
        figures.enumerated().map { place, figure in
            Self.row(
                place == 0 ? stage.rawValue : "", figure.what, figure.speed, figure.processor, figure.target ?? "",
                figure.beside.joined(separator: ", ")) + "\n"
        }.joined()
    }

    private static func row(
        _ stage: String, _ what: String, _ speed: String, _ processor: String, _ target: String, _ beside: String
    ) -> String {
        let cells = [
            stage.padded(to: 8), what.padded(to: 44), speed.padded(leading: 11), processor.padded(leading: 12),
            target.padded(leading: 12), beside,
        ]
        return String(cells.joined(separator: "  ").trimmingSuffix())
    }
}

private func ratio(_ part: Duration, _ whole: Duration) -> Double { part.seconds / max(whole.seconds, 1e-6) }

extension Duration {
    /// As a number; a benchmark's durations are exact enough so.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Double {
    /// Rounded to so many digits behind the point.
    func shown(_ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int((self * scale).rounded())
        guard digits > 0 else { return String(scaled) }
        let text = String(repeating: "0", count: max(0, digits + 1 - String(scaled).count)) + String(scaled)
        return "\(text.dropLast(digits)).\(text.suffix(digits))"
    }

    fileprivate var milliseconds: String { "\((self * 1_000).shown(1)) ms" }
}

extension StringProtocol {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
    fileprivate func padded(leading width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }
    fileprivate func trimmingSuffix() -> SubSequence {
        self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]
    }
}
