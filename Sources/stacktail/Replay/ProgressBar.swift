import Model
import Platform

/// How far a replay is, in one line on standard error that writes itself over; nothing where that is no terminal.
struct ProgressBar {
    private let isShown = StandardStream.error.isTerminal
    private let clock = SystemClock()
    private var next = Instant(nanoseconds: 0)
    private var isDrawn = false

    /// `total`: bytes of all files; nil where one has no known end.
    mutating func show(done: Int64, of total: Int64?, name: String) {
        let now = clock.now().instant
        guard isShown, now >= next else { return }
        next = now.advanced(by: .milliseconds(100))
        isDrawn = true
        let width = StandardStream.error.columns ?? 80
        let text: String
        if let total, total > 0 {
            let share = min(1, Double(done) / Double(total))
            let filled = Int(share * 30)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            text = "\(bar) \(Int(share * 100)) %  \(name)"
        } else {
            text = "\(done >> 20) MiB  \(name)"
        }
        try? StandardStream.error.write("\r\u{1B}[K" + text.safeForTerminal.fitted(to: width - 1))
    }

    /// Takes the line away again.
    mutating func clear() {
        if isDrawn { try? StandardStream.error.write("\r\u{1B}[K") }
        isDrawn = false
    }
}
