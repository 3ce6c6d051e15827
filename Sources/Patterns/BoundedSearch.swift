import CPCRE2

/// One search of a pattern in a subject, bounded as a whole.
///
/// PCRE2 bounds the steps of an attempt, and makes one at each place of the subject: a pattern that stays just below
/// the bound everywhere would take a quarter of a million times as long as one that hits it. So a search that begins
/// anywhere goes in two gaits. First each attempt may take its even share of `stepsMax`, which nearly every pattern
/// never needs. Where one needs more, the attempts in front of it are passed over, it gets the room of a whole search,
/// and the rest goes on as before; some few such places are allowed.
struct BoundedSearch {
    let code: OpaquePointer
    let isJITCompiled: Bool
    let base: UnsafePointer<UInt8>
    let count: Int
    let workspace: Workspace
    /// How many steps it may have taken so far: at least as many as it took.
    private(set) var steps = 0

    init(
        _ code: OpaquePointer, isJITCompiled: Bool, in base: UnsafePointer<UInt8>, count: Int, _ workspace: Workspace
    ) {
        (self.code, self.isJITCompiled, self.base) = (code, isJITCompiled, base)
        (self.count, self.workspace) = (count, workspace)
    }

    /// An attempt by itself may take as many: backtracking points, of which the worst pattern of many that were tried
    /// made 100,000 in 9 ms, and `(a+)+$` in 0.14 ms.
    private static let attemptStepsMin = 100_000
    /// All attempts of one gait together.
    private static let stepsMax = 2_000_000
    /// An attempt of a word's length, whatever the subject's is.
    private static let shareMin = 32
    /// Places at which an attempt gets more than its share.
    private static let hardPlacesMax = 8

    /// An honest `.*?` takes a step for each byte.
    private var attemptSteps: Int { max(Self.attemptStepsMin, count + count / 4 + 1_000) }
    private var share: Int { min(attemptSteps, max(Self.shareMin, Self.stepsMax / (count + 1))) }

    /// PCRE2's status: that of the first match at `start` or behind, `PCRE2_ERROR_NOMATCH`, or that it was given up.
    mutating func run(from start: Int, isAnchored: Bool) -> Int32 {
        if isAnchored {
            steps = attemptSteps
            return attempt(from: start, to: nil, steps: attemptSteps)
        }
        var start = start
        for _ in 0..<Self.hardPlacesMax {
            let status = pass(from: start, to: count)
            guard status == PCRE2_ERROR_MATCHLIMIT else {
                steps += (count - start + 1) * share
                return status
            }
            let hard = hardPlace(from: start)
            guard let place = hard.place else { return hard.status }
            // What stands in front was passed once, and at most twice more to find the place.
            steps += 3 * (place - start + 1) * share + attemptSteps
            let single = attempt(from: place, to: place, steps: attemptSteps)
            guard single == PCRE2_ERROR_NOMATCH, place < count else { return single }
            start = place + 1
        }
        return PCRE2_ERROR_MATCHLIMIT
    }

    /// The first place at which an attempt needs more than its share; without one, the status of the search. Twice as
    /// many places each time, so that it costs no more than the passing itself.
    private func hardPlace(from start: Int) -> (place: Int?, status: Int32) {
        var (from, width) = (start, 1)
        while true {
            let end = min(from + width - 1, count)
            let status = pass(from: from, to: end)
            switch status {
            case PCRE2_ERROR_NOMATCH where end >= count: return (nil, status)
            case PCRE2_ERROR_NOMATCH: (from, width) = (end + 1, width * 2)
            case PCRE2_ERROR_MATCHLIMIT where end == from: return (from, status)
            case PCRE2_ERROR_MATCHLIMIT: width = 1
            case _: return (nil, status)
            }
        }
    }

    private func pass(from start: Int, to end: Int) -> Int32 {
        attempt(from: start, to: end >= count ? nil : end, steps: share)
    }

    /// Attempts at the places from `start` to `end`, with so many steps each.
    private func attempt(from start: Int, to end: Int?, steps: Int) -> Int32 {
        workspace.limit(steps: steps, lastStart: end)
        let (data, context) = (workspace.matchData, workspace.context)
        guard isJITCompiled else { return pcre2_match_8(code, base, count, start, 0, data, context) }
        let status = pcre2_jit_match_8(code, base, count, start, 0, data, context)
        guard status == PCRE2_ERROR_JIT_STACKLIMIT else { return status }
        // What needs more stack than a thread keeps ready is interpreted, within the limit of the heap.
        return pcre2_match_8(code, base, count, start, PCRE2_NO_JIT, data, context)
    }
}
