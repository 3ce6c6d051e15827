/// What months and days of the week are called in English, German, French and Spanish: whole, or as these languages
/// shorten them, with a full stop or without. A beginning that is two months' (`jui`) is none's.
enum MonthNames {
    private static let months: [[String]] = [
        ["january", "januar", "janvier", "enero", "jan", "janv", "jän", "jänner", "ene"],
        ["february", "februar", "février", "fevrier", "febrero", "feb", "febr", "févr", "fév", "fevr", "fev"],
        ["march", "märz", "maerz", "mars", "marzo", "mar", "mär", "mrz"],
        ["april", "avril", "abril", "apr", "avr", "abr"],
        ["may", "mai", "mayo"],
        ["june", "juni", "juin", "junio", "jun"],
        ["july", "juli", "juillet", "julio", "jul", "juil"],
        ["august", "août", "aout", "agosto", "aug", "aoû", "ago"],
        ["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set"],
        ["october", "oktober", "octobre", "octubre", "oct", "okt"],
        ["november", "novembre", "noviembre", "nov"],
        ["december", "dezember", "décembre", "decembre", "diciembre", "dec", "dez", "déc", "dic"],
    ]

    private static let days = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sonntag", "montag", "dienstag",
        "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "dimanche", "lundi", "mardi", "mercredi", "jeudi",
        "vendredi", "samedi", "domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "so", "mo",
        "di",
        "mi", "do", "fr", "sa",
    ]

    private static let numbers: [[UInt8]: Int] = {
        let all = months.enumerated().flatMap { index, names in names.map { (Array($0.utf8), index + 1) } }
        return Dictionary(uniqueKeysWithValues: all)
    }()

    private static let dayWords: Set<[UInt8]> = Set(days.flatMap { [Array($0.utf8), Array($0.prefix(3).utf8)] })

    /// 1...12; nil for any other word.
    static func month(_ word: ArraySlice<UInt8>) -> Int? { numbers[small(word)] }

    static func isDay(_ word: ArraySlice<UInt8>) -> Bool { dayWords.contains(small(word)) }

    /// In small letters, those of Latin-1 in UTF-8 too.
    private static func small(_ word: ArraySlice<UInt8>) -> [UInt8] {
        guard word.count <= 16 else { return [] }
        var (small, isBehindLead) = ([UInt8](), false)
        for byte in word {
            small.append(byte.isLetter || isBehindLead && byte & 0xE0 == 0x80 ? byte | 0x20 : byte)
            isBehindLead = byte == 0xC3
        }
        return small
    }
}

extension ByteCursor {
    /// 1...12.
    mutating func monthName() -> Int? { name(MonthNames.month) }

    /// Read, and not compared with the date.
    mutating func weekdayName() -> Bool { name { MonthNames.isDay($0) ? true : nil } ?? false }

    /// With the full stop behind it, if one is there.
    private mutating func name<Meaning>(_ meaning: (ArraySlice<UInt8>) -> Meaning?) -> Meaning? {
        let start = place
        guard let found = meaning(run { $0.isLetter || $0 >= 0x80 }) else {
            rewind(to: start)
            return nil
        }
        _ = take(UInt8(ascii: "."))
        return found
    }
}
