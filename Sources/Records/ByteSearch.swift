extension ArraySlice<UInt8> {
    /// The first place whose byte, under `mask`, is `byte`: eight bytes at a time, since entries are searched as a
    /// whole.
    func firstIndex(ofByte byte: UInt8, mask: UInt8 = 0xFF) -> Int? {
        withUnsafeBytes { raw in
            let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
            let (wanted, masks) = (ones &* UInt64(byte), ones &* UInt64(mask))
            var place = 0
            while place + 8 <= raw.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                // A byte that is equal becomes 0, and only below the first 0 do borrows come in.
                let difference = (word & masks) ^ wanted
                let hits = (difference &- ones) & ~difference & highs
                if hits != 0 { return startIndex + place + hits.trailingZeroBitCount / 8 }
                place += 8
            }
            while place < raw.count {
                if raw[place] & mask == byte { return startIndex + place }
                place += 1
            }
            return nil
        }
    }
}
