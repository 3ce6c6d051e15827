package import Encodings
package import Records
package import Rules
package import Tailing

/// A rule file, checked: what to read, how it looks, what becomes of it.
package struct RuleFile: Sendable {
    /// Other rule files call it so, and events without a source come from it.
    package var name: String
    /// A line for people: what kind of log it describes.
    package var about: String?
    /// The path as the person gave it.
    package var path: String
    /// A project's name in the configuration.
    package var project: String
    /// What to tail; nothing for the shipped files, which describe a kind of log and are there to be extended.
    package var files: GlobSet
    /// Where packages and vendors put such logs: `discover` takes a log there for this kind rather than for another.
    /// Nothing is tailed for it, and it is not inherited.
    package var usualFiles = GlobSet(include: [])
    /// Only for files that were there at the first start; later ones are read from their beginning.
    package var readFrom: ReadFrom
    /// What its logs are written in, unless a byte order mark says otherwise.
    package var encoding = EncodingChoice.auto
    /// How its logs look, what it extends included.
    package var layout: Layout
    /// Its own in front of its base's; the built-in ones where nobody gives any.
    package var rules: RuleSet
    /// Its own; a base's are not inherited.
    package var tests: [RuleTest]
    /// Its times are meant in the host's zone; tests take UTC for it, so that they mean the same everywhere.
    var isZoneLocal = true
    /// Where the layout's patterns stand, its base's included.
    var patternNodes: [YAMLNode] = []
    /// Where the patterns of its files stand; as many as there are good ones.
    var fileNodes: [YAMLNode] = []
    /// The name of the file that it extends.
    var base: String?
    /// The forms of its times as written, in the layout's order; none where the standard ones apply.
    package var timeTexts: [String] = []
    /// Its own rules as written, without its base's.
    var ownRules: [RuleText] = []

    /// Where events go if a rule file does not say.
    package static let standardProject = "default"

    /// Where a file begins to be read that was already there when it was first seen, at the first start.
    package enum ReadFrom: String, CaseIterable, Sendable {
        case beginning, end
    }
}
