package import Model
package import Patterns

/// What a log writes for a level, other than a word.
package enum LevelForm: Sendable {
    /// A number from the one to the other. Where an entry has no level, its `status` counts.
    case range(ClosedRange<Int64>, Level)
    /// Found anywhere in the capture.
    case pattern(Pattern, Level)

    /// What is written for a range, `500..599`, `500..`, `..99` or `5xx`; nil for anything else.
    package static func range(_ text: String) -> ClosedRange<Int64>? {
        if let dots = text.firstRange(of: "..") {
            let (low, high) = (text[..<dots.lowerBound], text[dots.upperBound...])
            guard low.isEmpty || Int64(low) != nil, high.isEmpty || Int64(high) != nil, !(low.isEmpty && high.isEmpty)
            else { return nil }
            let (least, most) = (Int64(low) ?? .min, Int64(high) ?? .max)
            return least <= most ? least...most : nil
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text[digits.endIndex...]
        guard (1...3).contains(digits.count), (1...3).contains(rest.count), rest.allSatisfy({ $0 == "x" }),
            let number = Int64(digits)
        else { return nil }
        let width = rest.reduce(Int64(1)) { width, _ in width * 10 }
        return number * width...number * width + (width - 1)
    }
}
