import Journaling
import Model
import WireFormat

/// Which events came not long ago, so that the same ones are counted and not sent. The first goes at once; those that
/// follow within the window are held in the journal, and become one event with their number when it ends. Then the next
/// window begins, so a storm makes one event a window.
///
/// The journal has what is held, in the transaction that moves the places behind it: the counts are exact, whoever dies
/// when. Windows in which nothing is held are known here alone; after a restart the first one goes at once again.
struct DuplicateWindows {
    /// Windows that may be open at the same time; beyond, events pass.
    static let openMax = 10_000

    /// Zero for none.
    private(set) var length = Duration.zero
    private var open: [DuplicateKey: Window] = [:]
    /// The keys of `open` in the order in which their windows end: all are as long.
    private var order: [DuplicateKey] = []
    /// How many at the front of `order` have ended.
    private var gone = 0

    private struct Window {
        var ends: Instant
        var isHolding: Bool
    }

    /// None.
    init() {}

    /// `held`: what the journal holds.
    init(_ length: Duration, held: [DuplicateKey: Timestamp], at moment: Moment) {
        self.length = length
        for (key, date) in held.sorted(by: { $0.value < $1.value }) {
            // A clock that was set back holds nothing for longer than a window.
            let left = max(.zero, min(length, moment.wall.duration(to: date)))
            open[key] = Window(ends: moment.instant.advanced(by: left), isHolding: true)
            order.append(key)
        }
    }

    /// Whether so many may be open, and one more.
    func hasRoom(beside count: Int) -> Bool { open.count + count < Self.openMax }

    func isOpen(_ key: DuplicateKey, at now: Instant) -> Bool { open[key].map { now < $0.ends } ?? false }

    /// When the first window ends that holds something.
    var nextEnd: Instant? { order[gone...].lazy.compactMap { open[$0] }.first { $0.isHolding }?.ends }

    /// A turn has become durable.
    mutating func note(opened: Set<DuplicateKey>, holding: some Sequence<DuplicateKey>, at now: Instant) {
        for key in opened where open[key] == nil {
            open[key] = Window(ends: now.advanced(by: length), isHolding: false)
            order.append(key)
        }
        for key in holding { open[key]?.isHolding = true }
    }

    /// Those whose window has ended and held something.
    func ended(at now: Instant) -> [DuplicateKey] {
        order[gone...].prefix { open[$0].map { $0.ends <= now } ?? true }.filter { open[$0]?.isHolding ?? false }
    }

    mutating func forgetEnded(at now: Instant) {
        while gone < order.count, open[order[gone]].map({ $0.ends <= now }) ?? true {
            open[order[gone]] = nil
            gone += 1
        }
        if gone * 2 > order.count { (order, gone) = (Array(order[gone...]), 0) }
    }
}

/// What a turn adds to them.
struct TurnDuplicates {
    private let known: DuplicateWindows
    private(set) var opened: Set<DuplicateKey> = []
    private var firsts: [DuplicateKey: Int] = [:]
    /// In the order of their first events.
    private(set) var held: [HeldDuplicates] = []
    private let moment: Moment

    init(beside known: DuplicateWindows, at moment: Moment) { (self.known, self.moment) = (known, moment) }

    /// True if it is held: the same event passed not long ago. One that passes opens a window.
    mutating func holds(_ event: QueuedEvent) -> Bool {
        guard known.length > .zero, let sameness = event.sameness else { return false }
        let key = DuplicateKey(project: event.project, sameness: sameness)
        if let place = firsts[key] {
            held[place].count += event.count
            held[place].latest = max(held[place].latest, event.date)
            return true
        }
        guard opened.contains(key) || known.isOpen(key, at: moment.instant) else {
            if known.hasRoom(beside: opened.count) { opened.insert(key) }
            return false
        }
        firsts[key] = held.count
        let ends = moment.wall.advanced(by: known.length)
        held.append(HeldDuplicates(key: key, event: event, count: event.count, latest: event.date, ends: ends))
        return true
    }
}
