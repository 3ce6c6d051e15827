import Model

/// What stands behind a key.
indirect enum Form: Sendable {
    case text
    /// A regular expression of PCRE2.
    case regex
    /// A text with `${field}` in it.
    case template
    case glob
    case flag
    case count(ClosedRange<Int>)
    case duration(ClosedRange<Duration>)
    case size(ClosedRange<ByteCount>)
    /// One of these words.
    case choice([String])
    case level
    case levelRange
    /// A list, or one element that stands for a list of one.
    case oneOrMore(Form)
    case list(Form)
    case mapping(Keys)
    /// A mapping whose names are the writer's own.
    case names(Form)
    case either(Form, Form)
    case any

    /// The words that a reader knows, each with what it means.
    static func choice<Choice>(_ choices: KeyValuePairs<String, Choice>) -> Form { .choice(choices.map(\.key)) }

    /// As people call it: `a list of texts`. `plural`: as part of a list.
    func words(plural: Bool = false) -> String {
        switch self {
        case .text: plural ? "texts" : "a text"
        case .regex: plural ? "regular expressions" : "a regular expression"
        case .template: plural ? "templates" : "a template"
        case .glob: plural ? "path patterns" : "a path pattern"
        case .flag: "`true` or `false`"
        case .count(let range): "a number, \(range.lowerBound) to \(range.upperBound)"
        case .duration(let range):
            "a duration, \(Scalars.text(of: range.lowerBound)) to \(Scalars.text(of: range.upperBound))"
        case .size(let range): "a size, \(range.lowerBound) to \(range.upperBound)"
        case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
        case .level: plural ? "levels" : "a level"
        case .levelRange: "a level or a range of levels"
        case .oneOrMore(let form): "\(form.words()), or a list of them"
        case .list(let form): "a list of \(form.words(plural: true))"
        case .mapping: plural ? "mappings" : "a mapping"
        case .names(let form): "names, each with \(form.words())"
        case .either(let first, let second): "\(first.words()), or \(second.words())"
        case .any: plural ? "values" : "a value"
        }
    }

    /// A value of it, as it would be written in one line.
    var example: String {
        switch self {
        case .text, .template, .any: "some text"
        case .regex: #"'^\d{4}-'"#
        case .glob: "/var/log/app/*.log"
        case .flag: "true"
        case .count(let range): "\(range.lowerBound)"
        case .duration(let range): Scalars.text(of: range.lowerBound)
        case .size(let range): range.lowerBound.description.replacing(" ", with: "")
        case .choice(let names): names.first ?? "''"
        case .level: "warn"
        case .levelRange: "warn.."
        case .oneOrMore(let form), .list(let form): "[\(form.example)]"
        case .mapping: "{}"
        case .names(let form): "{ name: \(form.example) }"
        case .either(let first, _): first.example
        }
    }

    /// Whether it is a mapping of the writer's own names.
    var isOfNames: Bool { if case .names = self { true } else { false } }

    /// The mapping that it is or that its elements are; nil for all else.
    var keys: Keys? {
        switch self {
        case .mapping(let keys): keys
        case .oneOrMore(let form), .list(let form), .names(let form): form.keys
        case .either(let first, let second): first.keys ?? second.keys
        case .text, .regex, .template, .glob, .flag, .count, .duration, .size, .choice, .level, .levelRange, .any: nil
        }
    }
}
