package import Model

/// A path pattern: `*` any part of a name, `?` one byte, `[a-z]` and `[!a-z]` one of a set, `{a,b}` either, `**` any
/// number of directories, `\` takes the next byte as it is.
///
/// A wildcard does not match a dot at the beginning of a name: hidden files and directories must be spelled out. A
/// pattern that does not begin with `/` matches at any depth, and hidden names too; it is meant for exclusions.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    /// One for each choice of the braces.
    let alternatives: [Alternative]

    /// The pattern itself.
    package var description: String { text }

    /// Whether it names places from the root on, as a pattern to include must.
    package var isAbsolute: Bool { text.utf8.first == slash }

    /// Throws where a bracket or brace is not closed, with its place.
    package init(_ text: String) throws(GlobFault) {
        self.text = text
        let anywhere = text.utf8.first != slash
        var parsed: [Alternative] = []
        for choice in try expandBraces(Array(text.utf8)) {
            parsed.append(try Alternative(choice, anywhere: anywhere))
        }
        alternatives = parsed
    }

    /// Whether the whole path is of this form.
    package func matches(_ path: Path) -> Bool { matches(PathNames(path)) }

    func matches(_ names: PathNames) -> Bool { alternatives.contains { $0.matches(names) } }

    /// Whether a file somewhere below the directory could match; false prunes a walk.
    package func mayMatchBelow(_ directory: Path) -> Bool { mayMatchBelow(PathNames(directory)) }

    func mayMatchBelow(_ names: PathNames) -> Bool { alternatives.contains { $0.mayMatchBelow(names) } }

    /// Where a walk begins: for each choice of the braces, the longest directory without a wildcard.
    package var literalBases: [Path] { Set(alternatives.map(\.literalBase)).sorted() }
}

/// What is wrong with a pattern, and where.
package struct GlobFault: Error, Hashable, Sendable {
    package var message: String
    /// Bytes into the pattern's text.
    package var position: Int
}

extension Glob {
    /// A pattern without braces, name by name.
    struct Alternative: Hashable, Sendable {
        enum Component: Hashable, Sendable {
            case directories
            case name(NamePattern)
        }
        /// At most `componentsMax`.
        let components: [Component]
        /// Whether wildcards match hidden names.
        let matchesHidden: Bool
        /// Whether there is no `**`, so that only paths with as many names match.
        let isFixed: Bool

        /// One bit of a word stands for each place between them.
        static let componentsMax = 63

        init(components: [Component], matchesHidden: Bool) {
            (self.components, self.matchesHidden) = (components, matchesHidden)
            isFixed = !components.contains(.directories)
        }
    }
}

extension Glob.Alternative {
    func matches(_ path: PathNames) -> Bool {
        if isFixed {
            guard path.ranges.count == components.count else { return false }
            // Names differ at the end more often than at the beginning.
            return components.indices.reversed().allSatisfy { accepts(path.name($0), at: $0) }
        }
        return states(after: path) & (1 << UInt64(components.count)) != 0
    }

    func mayMatchBelow(_ path: PathNames) -> Bool {
        if isFixed {
            guard path.ranges.count < components.count else { return false }
            return path.ranges.indices.allSatisfy { accepts(path.name($0), at: $0) }
        }
        return states(after: path) & ((1 << UInt64(components.count)) - 1) != 0
    }

    var literalBase: Path {
        var bytes: [UInt8] = []
        for component in components.dropLast() {
            guard case .name(let name) = component, let literal = name.literal else { break }
            bytes += [slash] + literal
        }
        return bytes.isEmpty ? Path("/") : Path(bytes: bytes)
    }

    private func accepts(_ name: ArraySlice<UInt8>, at index: Int) -> Bool {
        switch components[index] {
        case .directories: matchesHidden || name.first != dot
        case .name(let pattern): pattern.matches(name, matchesHidden: matchesHidden)
        }
    }

    /// The components that may come next after these names, a bit for each; the bit behind the last says that the whole
    /// has matched.
    private func states(after path: PathNames) -> UInt64 {
        var states = withSkipped(1)
        for index in path.ranges.indices where states != 0 {
            let name = path.name(index)
            var next: UInt64 = 0
            for state in components.indices where states & (1 << UInt64(state)) != 0 && accepts(name, at: state) {
                next |= 1 << UInt64(components[state] == .directories ? state : state + 1)
            }
            states = withSkipped(next)
        }
        return states
    }

    /// `**` may stand for no directory at all.
    private func withSkipped(_ states: UInt64) -> UInt64 {
        var all = states
        for state in components.indices where all & (1 << UInt64(state)) != 0 && components[state] == .directories {
            all |= 1 << UInt64(state + 1)
        }
        return all
    }
}

/// A path and where its names lie; doubled slashes count once.
struct PathNames {
    let bytes: [UInt8]
    let ranges: [Range<Int>]

    init(_ path: Path) {
        bytes = path.bytes
        var ranges: [Range<Int>] = [], start = 0
        ranges.reserveCapacity(8)
        for index in bytes.indices where bytes[index] == slash {
            if index > start { ranges.append(start..<index) }
            start = index + 1
        }
        if start < bytes.count { ranges.append(start..<bytes.count) }
        self.ranges = ranges
    }

    func name(_ index: Int) -> ArraySlice<UInt8> { bytes[ranges[index]] }
}

let slash = UInt8(ascii: "/")
let dot = UInt8(ascii: ".")
