import WireFormat

/// The usual abbreviations of zones. Those that several zones go by mean the one that writes most logs, unless the
/// layout's own zone goes by them: `CST` is Chicago's, but in a layout of `Asia/Shanghai` China's.
enum ZoneNames {
    private static let minutes: [String: Int32] = [
        "UT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120,
        "EEST": 180,
        "SAST": 120, "MSK": 180, "IST": 330, "SGT": 480, "HKT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570,
        "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780, "BRT": -180, "AST": -240, "ADT": -180,
        "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
        "AKST": -540, "AKDT": -480, "HST": -600,
    ]

    /// Seconds east of UTC.
    static func offset(of name: [UInt8]) -> Int32? { minutes[String(decoding: name, as: UTF8.self)].map { $0 * 60 } }
}

extension ByteCursor {
    /// An abbreviation or an IANA name; `UTC`, `GMT` and `Z` are an offset.
    mutating func readZoneName(into fields: inout CivilFields) -> Bool {
        let name = run { $0.isLetter || $0.isDigit || "/_+-".utf8.contains($0) }
        guard (1...64).contains(name.count) else { return false }
        if ["UTC", "GMT", "Z"].contains(where: { $0.utf8.elementsEqual(name) }) {
            fields.offset = 0
        } else {
            fields.zoneName = Array(name)
        }
        return true
    }
}

extension CivilFields {
    /// Whether the zone is one that everybody knows, or an IANA name.
    var isZoneKnown: Bool {
        offset != nil || zoneName.contains(UInt8(ascii: "/")) || ZoneNames.offset(of: zoneName) != nil
    }

    /// The zone that the text names; nil if it names none, or one that `zone` goes by.
    func namedZone(beside zone: Zone, near: TimeAnchor, _ zoneNamed: (String) -> Zone?) -> Zone? {
        guard offset == nil, !zoneName.isEmpty, !zone.goes(by: zoneName, near: near.reference.seconds) else {
            return nil
        }
        if let offset = ZoneNames.offset(of: zoneName) { return .fixed(offset: offset) }
        return zoneName.contains(UInt8(ascii: "/")) ? zoneNamed(String(decoding: zoneName, as: UTF8.self)) : nil
    }
}

extension Zone {
    /// Whether its clock has that name in one half of the year.
    fileprivate func goes(by name: [UInt8], near seconds: Int64) -> Bool {
        guard case .rules(let rules) = self else { return false }
        return [-183, 0, 183].contains { rules.period(at: seconds + $0 * 86_400).abbreviation == name }
    }
}
