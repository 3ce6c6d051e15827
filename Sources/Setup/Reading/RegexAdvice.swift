/// Ways out of what PCRE2 complains of.
enum RegexAdvice {
    /// Nil where its words say enough.
    static func help(for message: String) -> String? {
        advice.first { message.contains($0.key) }?.value
    }

    private static let advice: KeyValuePairs<String, String> = [
        "missing closing parenthesis": #"a parenthesis of the text itself is written \("#,
        "unmatched closing parenthesis": #"a parenthesis of the text itself is written \)"#,
        "missing terminating ]": #"a bracket of the text itself is written \["#,
        "range out of order in character class": #"the lesser first, as in [a-z]; a '-' of the text itself is \-"#,
        "quantifier does not follow": #"one of the text itself is written with a backslash: \* \+ \?"#,
        "numbers out of order": "the lesser first, as in {1,3}",
        "same name": "give the second another name; of several patterns only one is used",
        "subpattern name": "a name has letters, digits and _, and no digit first",
        "end of pattern": #"a backslash of the text itself is written \\"#,
        "follows \\": #"there is no such escape; a backslash of the text itself is written \\"#,
        "lookbehind assertion": "of one length, as in (?<=ab), or several of them: (?<=a|bc)",
        "non-existent subpattern": "it must name or number a group that is there",
        "unknown property": #"like \p{L} for letters, \p{Lu} for capitals, \p{N} for numbers"#,
        "longer than": "several patterns in a list are tried one after the other",
    ]
}
