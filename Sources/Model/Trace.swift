/// A stack trace, parsed: the exception that was reported, and the chain of what caused it.
package struct Trace: Hashable, Sendable {
    /// The language whose grammar it follows, named as in a rule file's `traces`: `java`, `go`, `postgresql`.
    package var language: String
    package var exception: Thrown
    /// The causes in order: `causes[0]` is the direct cause of `exception`, `causes[1]` the cause of `causes[0]`.
    package var causes: [Thrown]
    package var thread: String?

    package init(language: String, exception: Thrown, causes: [Thrown] = [], thread: String? = nil) {
        (self.language, self.exception, self.causes, self.thread) = (language, exception, causes, thread)
    }

    /// The exception and its causes, outermost first.
    package var chain: [Thrown] { [exception] + causes }
}

/// One exception of a trace.
package struct Thrown: Hashable, Sendable {
    /// The type's name as printed, with its namespace; nil where the text names none.
    package var className: String?
    /// As printed, line breaks as LF; nil where there is none.
    package var message: String?
    /// Innermost (the throw site) first, whatever order the log uses.
    package var frames: [Frame]
    /// The number in `... N more` and the like.
    package var elidedFrames: Int
    /// Where it was thrown, if that stands outside the frames.
    package var location: Location?
    /// Java's suppressed exceptions.
    package var suppressed: [Thrown]
    /// The members of an aggregate or a group.
    package var members: [Thrown]
    /// Its own causes, for a suppressed exception or a member; the trace's chain holds the others.
    package var causes: [Thrown]

    /// A place in the source; the line is counted from 1.
    package struct Location: Hashable, Sendable {
        package var file: String
        package var line: Int

        package init(file: String, line: Int) { (self.file, self.line) = (file, line) }
    }

    package init(
        className: String? = nil, message: String? = nil, frames: [Frame] = [], elidedFrames: Int = 0,
        location: Location? = nil, suppressed: [Thrown] = [], members: [Thrown] = [], causes: [Thrown] = []
    ) {
        (self.className, self.message, self.frames) = (className, message, frames)
        (self.elidedFrames, self.location, self.suppressed) = (elidedFrames, location, suppressed)
        (self.members, self.causes) = (members, causes)
    }
}

/// One call of a stack.
package struct Frame: Hashable, Sendable {
    /// The function's name as printed; nil for a frame that names only a place.
    package var method: String?
    /// Class, module or package, where it is printed apart from the method.
    package var type: String?
    package var file: String?
    package var line: Int?
    package var column: Int?
    /// Parameter types or arguments as printed, without the parentheses.
    package var parameters: String?
    /// Generic arguments as printed, without the brackets.
    package var genericArguments: String?
    /// Whether the code is the application's own, as far as the language tells; runtimes and known libraries are not.
    package var isApplication: Bool

    package init(
        method: String? = nil, type: String? = nil, file: String? = nil, line: Int? = nil, column: Int? = nil,
        parameters: String? = nil, genericArguments: String? = nil, isApplication: Bool = true
    ) {
        (self.method, self.type, self.file) = (method, type, file)
        (self.line, self.column, self.parameters) = (line, column, parameters)
        (self.genericArguments, self.isApplication) = (genericArguments, isApplication)
    }
}
