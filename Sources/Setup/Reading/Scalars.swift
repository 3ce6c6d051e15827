package import Model

/// The written forms of values that both kinds of files use.
package enum Scalars {
    private static let durationUnits: KeyValuePairs<String, Duration> = [
        "d": .seconds(86_400), "h": .seconds(3_600), "m": .seconds(60), "s": .seconds(1), "ms": .milliseconds(1),
    ]

    private static let sizeUnits: KeyValuePairs<String, Int64> = [
        "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000,
        "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
    ]

    /// The units, as alternatives of a regular expression.
    static let durationNames = durationUnits.map(\.key).joined(separator: "|")
    static let sizeNames = sizeUnits.map(\.key).joined(separator: "|")

    /// `200ms`, `90s`, `5m`, `2h`, `7d`; whole numbers of at most nine digits.
    package static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = split(text) else { return nil }
        return durationUnits.first { $0.key == unit }.map { $0.value * number }
    }

    /// In the largest unit that divides it.
    package static func text(of duration: Duration) -> String {
        for (name, unit) in durationUnits where duration >= unit {
            let number = duration / unit
            if number == number.rounded() { return "\(Int(number))\(name)" }
        }
        return "0s"
    }

    /// `64KiB`, `1MB`, `512B`; whole numbers of at most nine digits. KB is 1,000 bytes, KiB 1,024.
    package static func size(_ text: String) -> ByteCount? {
        guard let (number, unit) = split(text) else { return nil }
        return sizeUnits.first { $0.key == unit }.map { ByteCount(Int64(number) * $0.value) }
    }

    /// `127.0.0.1:7420`, `[::1]:7420`, `localhost:7420`.
    package static func endpoint(_ text: String) -> Endpoint? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(" "), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        return Endpoint(host: String(host), port: Int(port))
    }

    /// Whether a host, an address of version 6 with or without brackets, is the one that asks: `localhost`, 127.0.0.0/8
    /// in its usual spelling, `::1`.
    package static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func split(_ text: String) -> (number: Int, unit: String)? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard (1...9).contains(digits.count), let number = Int(digits) else { return nil }
        return (number, String(text[digits.endIndex...]))
    }
}

/// Where something listens.
package struct Endpoint: Hashable, Sendable {
    /// A name or an address, without brackets.
    package var host: String
    /// 0...65,535; 0 lets the system choose.
    package var port: Int

    package init(host: String, port: Int) { (self.host, self.port) = (host, port) }
}
