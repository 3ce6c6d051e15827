/// A 128-bit hash that is the same on every machine and in every version: FNV-1a (its 128-bit parameters), with a final
/// mix so that short inputs fill all bits. It tells files and events apart; it is no defence against forgery.
package struct StableHash: Sendable {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    package init() {}

    /// Without a terminator: what follows may not be told apart from it.
    package mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { mix(byte) }
    }

    /// The same. Many bytes go this way: through a generic each would cost a hundred times as much.
    package mutating func combine(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes { mix(byte) }
    }

    private mutating func mix(_ byte: UInt8) {
        state ^= UInt128(byte)
        state &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
    }

    /// Takes the text and a terminator, so that ("ab", "c") and ("a", "bc") differ.
    package mutating func combine(_ text: String) {
        combine(text.utf8)
        combine(CollectionOfOne(0xFF))
    }

    /// As eight bytes, the lowest first.
    package mutating func combine(_ number: Int64) {
        combine((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }

    /// Of all that was combined so far.
    package var value: UInt128 {
        var mixed = state
        mixed ^= mixed >> 65
        mixed &*= 0xff51_afd7_ed55_8ccd_c4ce_b9fe_1a85_ec53
        mixed ^= mixed >> 63
        return mixed
    }

    /// 32 small hexadecimal digits.
    package var hex: String {
        // Each event has one, and the general way through `String(_:radix:)` costs more than the rest of an event.
        let value = value
        let digits = stride(from: 124, through: 0, by: -4).map { hexDigits[Int(truncatingIfNeeded: value >> $0) & 0xF] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Of these bytes alone.
    package static func of(_ bytes: some Sequence<UInt8>) -> UInt128 {
        var hash = StableHash()
        hash.combine(bytes)
        return hash.value
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)
