import Patterns
package import Rules

extension Redaction {
    /// What no piece of a log should hold that goes into a file for others to read: passwords and keys by their names,
    /// tokens by their forms, addresses, cards.
    package static let usual: [Redaction] = [
        (
            "password",
            #"(?i)(?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|access[_-]?key)["']?\s*[=:]\s*["']?\K[^\s"',;&]+"#
        ),
        ("bearer", #"(?i)\b(?:bearer|basic)\s+\K[A-Za-z0-9._~+/=-]{8,}"#),
        ("credentials", #"://[^\s:/@]+:\K[^\s@/]+(?=@)"#),
        ("key", #"\b(?:(?:sk|pk|ghp|gho|xox[bp])[-_][A-Za-z0-9_-]{10,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.[\w.-]+)"#),
        ("address", #"\b[\w.+-]+@[\w-]+\.[\w.-]+\w"#),
        ("card", #"\b(?:\d[ -]?){13,16}\b"#),
    ].compactMap { name, text in
        (try? Pattern(text)).map { Redaction(name: name, pattern: $0, replacement: "[\(name)]") }
    }
}
