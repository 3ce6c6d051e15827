/// Numbers that a condition wants: `500..599`, `>= 10`.
///
/// None of these forms is a regular expression that anybody would write: half-open ranges are left out since `5..` is
/// one, a five and any two characters.
package struct NumberRange: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    private let lowest: Bound
    private let highest: Bound

    /// An end of the range.
    private struct Bound: Hashable {
        var value: Double
        var isIncluded: Bool
    }

    /// The longer ones first.
    private static let signs: [(sign: String, isLowest: Bool)] = [
        (">=", true), ("<=", false), (">", true), ("<", false),
    ]

    /// Nil for anything else, and for a range that goes down.
    package init?(_ text: String) {
        let trimmed = text.filter { $0 != " " }
        let below = Bound(value: -.infinity, isIncluded: true)
        let above = Bound(value: .infinity, isIncluded: true)
        if let (sign, isLowest) = Self.signs.first(where: { trimmed.hasPrefix($0.sign) }) {
            guard let value = Self.number(trimmed.dropFirst(sign.count)) else { return nil }
            let bound = Bound(value: value, isIncluded: sign.hasSuffix("="))
            (lowest, highest) = isLowest ? (bound, above) : (below, bound)
            description = text
            return
        }
        guard let dots = trimmed.firstRange(of: ".."), let first = Self.number(trimmed[..<dots.lowerBound]),
            let last = Self.number(trimmed[dots.upperBound...]), first <= last
        else { return nil }
        lowest = Bound(value: first, isIncluded: true)
        highest = Bound(value: last, isIncluded: true)
        description = text
    }

    /// Whether the first number of the text lies within; a text without one lies in no range.
    func contains(_ text: ArraySlice<UInt8>) -> Bool {
        guard let number = NumberText.first(in: text) else { return false }
        let isHighEnough = lowest.isIncluded ? number >= lowest.value : number > lowest.value
        return isHighEnough && (highest.isIncluded ? number <= highest.value : number < highest.value)
    }

    private static func number(_ text: some StringProtocol) -> Double? {
        let isPlain = text.first.map { $0.isASCII && ($0.isNumber || $0 == "-") } ?? false
        guard isPlain, text.last?.isNumber ?? false else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
