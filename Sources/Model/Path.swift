/// A file's path as the kernel has it: bytes, not necessarily UTF-8, without a NUL.
package struct Path: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    package init(_ text: some StringProtocol) { self.init(bytes: text.utf8) }

    /// For people: invalid UTF-8 is replaced, control characters are shown as `\u{…}`.
    package var description: String {
        String(decoding: bytes, as: UTF8.self).unicodeScalars
            .map { $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    package static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    /// `name` inside this directory.
    package func appending(_ name: some Sequence<UInt8>) -> Path {
        Path(bytes: bytes.last == slash ? bytes + name : bytes + [slash] + name)
    }

    package func appending(_ name: some StringProtocol) -> Path { appending(name.utf8) }

    /// What stands behind the last slash.
    package var name: ArraySlice<UInt8> {
        bytes[(bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
    }

    /// The directory that holds it; `/` for what lies in the root, `.` for a bare name.
    package var directory: Path {
        guard let last = bytes.lastIndex(of: slash) else { return Path(".") }
        return last == 0 ? Path("/") : Path(bytes: bytes[..<last])
    }

    /// Whether it is that path, or lies below it at any depth.
    package func isAt(orBelow directory: Path) -> Bool {
        guard bytes.starts(with: directory.bytes) else { return false }
        return bytes.count == directory.bytes.count || directory.bytes.last == slash
            || bytes[directory.bytes.count] == slash
    }

    /// Absolute, by `base` if it is not yet, and without `.`, `..` and doubled slashes; links are not looked at.
    package func normalized(from base: Path) -> Path {
        let whole = bytes.first == slash ? bytes : base.bytes + [slash] + bytes
        var names: [ArraySlice<UInt8>] = []
        for name in whole.split(separator: slash) where !name.elementsEqual(".".utf8) {
            if name.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(name) }
        }
        return Path(bytes: [slash] + names.joined(separator: [slash]))
    }

    package func hasSuffix(_ suffix: String) -> Bool { bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}

private let slash = UInt8(ascii: "/")
