import Records
import Synchronization

/// The zones that times of a log have named in full, each looked up once.
final class ZoneBook: Sendable {
    private let zones: Zones
    private let known = Mutex<[String: Zone?]>([:])

    /// Names beyond these are not looked up: a log that has more of them has none.
    private static let namesMax = 64

    init(_ zones: Zones) { self.zones = zones }

    /// Nil if there is no such zone here.
    func zone(_ name: String) -> Zone? {
        known.withLock { known in
            if let zone = known[name] { return zone }
            guard known.count < Self.namesMax else { return nil }
            let zone = zones.zone(name)
            known[name] = .some(zone)
            return zone
        }
    }
}
