import Model
package import Records

/// Time zones by name, from the system's database.
struct Zones: Sendable {
    /// The largest zone of the database has 4 KiB.
    private static let bytesMax = 64 << 10

    let surroundings: Surroundings

    /// `local`, `UTC` or an IANA name; nil if there is no such zone.
    func zone(_ name: String) -> Zone? {
        switch name {
        case "UTC", "utc", "Z", "GMT": .utc
        case "local": local
        default: zone(named: name)
        }
    }

    /// As `TZ` or `/etc/localtime` say; a host that says nothing keeps its clock in UTC.
    private var local: Zone {
        let name = surroundings.variable("TZ").map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 } ?? ""
        if ["UTC", "UTC0"].contains(name) { return .utc }
        return zone(named: name) ?? zone(at: Path("/etc/localtime")) ?? .utc
    }

    private func zone(named name: String) -> Zone? {
        guard (1...64).contains(name.utf8.count), name.first?.isLetter == true, !name.contains("..") else { return nil }
        return zone(at: Path("/usr/share/zoneinfo").appending(name))
    }

    private func zone(at path: Path) -> Zone? {
        guard let bytes = try? surroundings.files.contents(of: path, bytesMax: Self.bytesMax) else { return nil }
        return ZoneRules(tzif: bytes).map { .rules($0) }
    }
}

extension Surroundings {
    /// The zone of times that say none.
    package var localZone: Zone { Zones(surroundings: self).zone("local") ?? .utc }
}
