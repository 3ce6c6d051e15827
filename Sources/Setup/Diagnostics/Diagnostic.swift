/// A fault in a file that a person wrote: where it is, what it is, and a way out.
package struct Diagnostic: Error, Hashable, Sendable {
    /// How bad it is; only errors make a file unusable.
    package enum Severity: String, Sendable {
        /// The file cannot be used.
        case error
        /// The file is used; something in it is probably not what was meant.
        case warning
        /// Good to know; there may be nothing to mend.
        case hint
        /// Explains the diagnostic before it.
        case note
    }

    /// Decides whether the file can be used.
    package var severity: Severity
    /// The path as the person gave it.
    package var file: String
    /// Nil if the fault is the file's as a whole: it cannot be read, or something is missing from it.
    package var place: Place?
    /// A clause without a full stop.
    package var message: String
    /// The way out; stands behind the underline.
    package var help: String?
    /// What a test expected beside what came; empty for all else.
    package var changes: [Change] = []

    /// A value that a test expects, and the one that came.
    package struct Change: Hashable, Sendable {
        /// `level`, `data.order`.
        package var key: String
        /// As one would write it; nil if nothing was expected.
        package var expected: String?
        /// As one would write it; nil if nothing came.
        package var actual: String?

        package init(key: String, expected: String?, actual: String?) {
            (self.key, self.expected, self.actual) = (key, expected, actual)
        }
    }

    /// Where in the file, with the line that stands there, so that showing it needs no file.
    package struct Place: Hashable, Sendable {
        /// The first character that is wrong.
        package var mark: Mark
        /// Characters to underline, 1 or more.
        package var length: Int
        /// The whole line, secrets masked.
        package var quoted: String

        package init(mark: Mark, length: Int, quoted: String) {
            (self.mark, self.length, self.quoted) = (mark, max(1, length), quoted)
        }
    }

    package init(_ severity: Severity, file: String, place: Place? = nil, _ message: String, help: String? = nil) {
        (self.severity, self.file, self.place) = (severity, file, place)
        (self.message, self.help) = (message, help)
    }

    /// 1-based, 0 for the file as a whole.
    package var line: Int { place?.mark.line ?? 0 }
    /// 1-based, 0 for the file as a whole.
    package var column: Int { place?.mark.column ?? 0 }
    /// Characters to underline, 0 for the file as a whole.
    package var length: Int { place?.length ?? 0 }
}

extension [Diagnostic] {
    /// Whether what they are about cannot be used.
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// By file, then by place; notes stay behind what they explain.
    package var inReadingOrder: [Diagnostic] {
        var groups: [[Diagnostic]] = []
        for diagnostic in self {
            if diagnostic.severity == .note, !groups.isEmpty {
                groups[groups.count - 1].append(diagnostic)
            } else {
                groups.append([diagnostic])
            }
        }
        return groups.enumerated()
            .sorted { left, right in
                let (first, second) = (left.element[0], right.element[0])
                return (first.file, first.line, first.column, left.offset)
                    < (second.file, second.line, second.column, right.offset)
            }
            .flatMap(\.element)
    }
}
