/// Where a match and its named groups lie, as indices of the slice that was searched.
package struct Captures: Sendable {
    /// The whole match; perhaps empty.
    package let whole: Range<Int>
    /// Shared with the pattern, in the order of the groups' numbers.
    private let names: [String]
    /// As long as `names`; nil for a group that took no part.
    private let ranges: [Range<Int>?]

    init(whole: Range<Int>, names: [String], ranges: [Range<Int>?]) {
        (self.whole, self.names, self.ranges) = (whole, names, ranges)
    }

    /// Nil if there is no such group or it took no part in the match.
    package subscript(name: String) -> Range<Int>? {
        names.firstIndex(of: name).flatMap { ranges[$0] }
    }

    /// The group at this index of the pattern's `names`; nil if it took no part.
    package func range(at index: Int) -> Range<Int>? { ranges[index] }

    /// The groups that took part, in the order of their numbers.
    package var named: [(name: String, range: Range<Int>)] {
        zip(names, ranges).compactMap { name, range in range.map { (name, $0) } }
    }
}
