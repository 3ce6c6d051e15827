/// Numbers as logs write them.
enum NumberText {
    /// The first number in the text, however it is surrounded: `took 1,234.5ms` holds 1234.5. A point is decimal, a
    /// comma separates thousands; `-` is a sign where no letter or digit stands in front of it.
    static func first(in text: some Collection<UInt8>) -> Double? {
        let bytes = Array(text)
        guard var place = bytes.firstIndex(where: \.isDigit) else { return nil }
        var digits = isFraction(before: place, in: bytes) ? Array("0.".utf8) : []
        let isPoint = !digits.isEmpty
        let sign = place - (isPoint ? 2 : 1)
        if sign >= 0, bytes[sign] == UInt8(ascii: "-"), sign == 0 || !bytes[sign - 1].isAlphanumeric {
            digits.insert(UInt8(ascii: "-"), at: 0)
        }
        func takeDigits() {
            while place < bytes.count, bytes[place].isDigit {
                digits.append(bytes[place])
                place += 1
            }
        }
        takeDigits()
        while !isPoint, bytes.hasThousands(at: place) {
            digits += bytes[(place + 1)...(place + 3)]
            place += 4
        }
        if !isPoint, bytes.has(UInt8(ascii: "."), beforeDigitAt: place) {
            digits.append(UInt8(ascii: "."))
            place += 1
            takeDigits()
        }
        if bytes.hasExponent(at: place) {
            digits.append(bytes[place])
            digits.append(bytes[place + 1])
            place += 2
            takeDigits()
        }
        return Double(String(decoding: digits, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// `1234.5`, `17`; whole numbers without a point.
    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    }

    /// `.5` is a half; `1.5` is read from its 1, and in `v.5` the point is none of the number.
    private static func isFraction(before place: Int, in bytes: [UInt8]) -> Bool {
        guard place > 0, bytes[place - 1] == UInt8(ascii: ".") else { return false }
        return place == 1 || !(bytes[place - 2].isAlphanumeric || bytes[place - 2] == UInt8(ascii: "."))
    }
}

extension [UInt8] {
    fileprivate func hasThousands(at place: Int) -> Bool {
        guard place + 3 < count, self[place] == UInt8(ascii: ",") else { return false }
        return self[(place + 1)...(place + 3)].allSatisfy(\.isDigit) && !(place + 4 < count && self[place + 4].isDigit)
    }

    fileprivate func has(_ byte: UInt8, beforeDigitAt place: Int) -> Bool {
        place + 1 < count && self[place] == byte && self[place + 1].isDigit
    }

    /// `e6`, `e-3`, where no word goes on behind.
    fileprivate func hasExponent(at place: Int) -> Bool {
        guard place + 1 < count, self[place] | 0x20 == UInt8(ascii: "e") else { return false }
        let isSigned = self[place + 1] == UInt8(ascii: "-") || self[place + 1] == UInt8(ascii: "+")
        let digits = self[(place + (isSigned ? 2 : 1))...].prefix(while: \.isDigit)
        return !digits.isEmpty && !(digits.endIndex < count && self[digits.endIndex].isAlphanumeric)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// A letter or digit, any byte beyond ASCII taken for one.
    var isAlphanumeric: Bool {
        isDigit || self >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
