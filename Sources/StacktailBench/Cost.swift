import Model
import Platform

/// What a piece of work took.
struct Cost {
    /// User and system time of all threads.
    var cpu: Duration
    /// As the clock on the wall has it.
    var wall: Duration

    /// What `work` takes of this process.
    static func of(_ work: () throws -> Void) rethrows -> Cost {
        let (cpu, wall) = (ProcessUsage.now().cpu, SystemClock().now().instant)
        try work()
        return Cost(
            cpu: ProcessUsage.now().cpu - cpu, wall: wall.duration(to: SystemClock().now().instant))
    }

    static func - (left: Cost, right: Cost) -> Cost {
        Cost(cpu: max(.zero, left.cpu - right.cpu), wall: max(.zero, left.wall - right.wall))
    }
}

/// Something that is measured, by the name it has in the table.
struct Contestant {
    var name: String
    var run: () throws -> Cost
}

/// Measures all of them in turns, so that what else the machine does strikes all alike, and keeps each one's cheapest
/// round.
func contest(rounds: Int, _ contestants: [Contestant]) throws -> [Cost] {
    var best: [Cost?] = Array(repeating: nil, count: contestants.count)
    for _ in 0..<rounds {
        for (place, contestant) in contestants.enumerated() {
            let cost = try contestant.run()
            if cost.cpu < best[place]?.cpu ?? .seconds(1 << 30) { best[place] = cost }
        }
    }
    return best.compactMap(\.self)
}
