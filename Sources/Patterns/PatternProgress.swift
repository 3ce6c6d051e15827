import CPCRE2

/// How far a pattern got in a text that it does not match.
package struct PatternProgress: Hashable, Sendable {
    /// The part of the pattern's text that could not go on, as UTF-8 bytes of it: what stands before has matched.
    package var expected: Range<Int>
    /// Where the furthest attempt began, as an index of the slice that was searched.
    package var start: Int
    /// Where in the slice the expected part is missing.
    package var reached: Int
    /// Whether the search was given up at its limit, so that what stands here is only what was seen until then.
    package var isOverrun: Bool
}

extension Pattern {
    /// How far it gets in `bytes`; nil where it matches. It compiles the pattern anew and tries slowly: for people who
    /// ask.
    ///
    /// The furthest attempt is the one that came to the last part of the pattern; of alternatives, of which a text can
    /// only be one, it is the one that took most of the text.
    package func progress(in bytes: ArraySlice<UInt8>) -> PatternProgress? {
        guard let code = compiled(text, PCRE2_AUTO_CALLOUT | PCRE2_NO_START_OPTIMIZE | PCRE2_NO_AUTO_POSSESS).code
        else {
            return nil
        }
        defer { pcre2_code_free_8(code) }
        let furthest = Furthest(PatternShape(text))
        let status = furthest.search(with: code, in: Array(bytes))
        guard status < 0 else { return nil }
        return PatternProgress(
            expected: furthest.expected ?? 0..<0, start: bytes.startIndex + furthest.start,
            reached: bytes.startIndex + furthest.reached, isOverrun: status != PCRE2_ERROR_NOMATCH)
    }
}

/// What PCRE2 tells between any two parts of the pattern.
private final class Furthest {
    private let shape: PatternShape
    private(set) var expected: Range<Int>?
    private(set) var start = 0
    private(set) var reached = 0

    private static let matchLimit: UInt32 = 1_000_000
    /// In KiB.
    private static let heapLimit: UInt32 = 20_000

    init(_ shape: PatternShape) { self.shape = shape }

    /// PCRE2's status.
    func search(with code: OpaquePointer, in subject: [UInt8]) -> Int32 {
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return PCRE2_ERROR_NOMEMORY }
        defer { pcre2_match_data_free_8(data) }
        guard let context = pcre2_match_context_create_8(nil) else { return PCRE2_ERROR_NOMEMORY }
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, Self.matchLimit)
        pcre2_set_heap_limit_8(context, Self.heapLimit)
        let told: @convention(c) (UnsafeMutablePointer<pcre2_callout_block_8>?, UnsafeMutableRawPointer?) -> Int32 = {
            block, observer in
            if let block, let observer {
                Unmanaged<Furthest>.fromOpaque(observer).takeUnretainedValue().see(block.pointee)
            }
            return 0
        }
        pcre2_set_callout_8(context, told, Unmanaged.passUnretained(self).toOpaque())
        return withExtendedLifetime(self) {
            subject.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else {
                    return withUnsafePointer(to: 0) { pcre2_match_8(code, $0, 0, 0, PCRE2_NO_JIT, data, context) }
                }
                return pcre2_match_8(code, base, buffer.count, 0, PCRE2_NO_JIT, data, context)
            }
        }
    }

    private func see(_ block: pcre2_callout_block_8) {
        let place = Int(block.pattern_position)
        let (from, to) = (Int(block.start_match), Int(block.current_position))
        guard isFurther(place, from, to) else { return }
        (expected, start, reached) = (place..<place + Int(block.next_item_length), from, to)
    }

    private func isFurther(_ place: Int, _ from: Int, _ to: Int) -> Bool {
        guard let expected else { return true }
        let (taken, before) = (to - from, reached - start)
        if shape.areAlternatives(place, expected.lowerBound) {
            return taken > before || (taken == before && place < expected.lowerBound)
        }
        return place != expected.lowerBound ? place > expected.lowerBound : taken > before
    }
}
