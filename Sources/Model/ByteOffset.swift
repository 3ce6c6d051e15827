/// A place in a file: bytes from its beginning, 0 or more.
package struct ByteOffset: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: Int64

    package static let zero = ByteOffset(0)

    /// Traps if `value` is negative: no file has such a place.
    package init(_ value: Int64) {
        precondition(value >= 0, "a byte offset is 0 or more")
        self.value = value
    }

    package var description: String { String(value) }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    /// The place `count` bytes further on.
    package static func + (offset: Self, count: ByteCount) -> Self { Self(offset.value + count.value) }

    /// How far `left` lies behind `right`; negative if it lies before it.
    package static func - (left: Self, right: Self) -> ByteCount { ByteCount(left.value - right.value) }
}

/// A number of bytes; the difference of two offsets.
package struct ByteCount: Hashable, Comparable, AdditiveArithmetic, Sendable, CustomStringConvertible {
    package let value: Int64

    package static let zero = ByteCount(0)

    package init(_ value: Int64) { self.value = value }
    package init(_ value: Int) { self.value = Int64(value) }

    /// Exact where a unit divides it (`256KiB`), else in bytes; `Setup` reads the same form back.
    package var description: String {
        for (unit, size) in [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where value >= size && value % size == 0 {
            return "\(value / size)\(unit)"
        }
        return "\(value)B"
    }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    package static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
    package static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }

    package static func kibibytes(_ count: Int) -> Self { Self(count << 10) }
    package static func mebibytes(_ count: Int) -> Self { Self(count << 20) }
}
