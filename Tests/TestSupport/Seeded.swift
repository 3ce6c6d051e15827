/// Chance that is the same in every run of a seed, so that a failure can be repeated: SplitMix64.
package struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 to `sides` - 1; 0 for none.
    package mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(max(1, sides))) }
}
