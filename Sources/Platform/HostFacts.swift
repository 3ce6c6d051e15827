import Glibc
package import Model

/// What events say about the machine. Read once: it changes rarely, and events of one run should agree.
package struct HostFacts: Hashable, Sendable {
    /// The host name, as the kernel has it.
    package var machineName: String
    /// The distribution, such as `Debian GNU/Linux`; `Linux` where it does not say.
    package var osName: String
    /// The distribution's version, else the kernel's release.
    package var osVersion: String
    /// Such as `6.1.0-18-amd64`.
    package var kernelRelease: String
    /// As the kernel names it: `x86_64`, `aarch64`.
    package var architecture: String
    /// Processors that are switched on.
    package var processorCount: Int
    /// RAM that the kernel may use, without swap.
    package var totalMemory: ByteCount
    /// IPv4 in front of IPv6, without loopback and link-local ones, each once.
    package var addresses: [String]

    /// Asks the kernel and /etc/os-release; what cannot be had is left empty or zero.
    package static func read() -> HostFacts {
        var names = utsname()
        uname(&names)
        let release = text(of: names.release)
        let distribution = OSRelease.read()
        return HostFacts(
            machineName: text(of: names.nodename), osName: distribution["NAME"] ?? text(of: names.sysname),
            osVersion: distribution["VERSION_ID"] ?? release, kernelRelease: release,
            architecture: text(of: names.machine), processorCount: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            totalMemory: ByteCount(max(0, sysconf(Int32(_SC_PHYS_PAGES))) * sysconf(Int32(_SC_PAGESIZE))),
            addresses: hostAddresses())
    }
}

/// The `NAME=value` lines of /etc/os-release.
enum OSRelease {
    static func read() -> [String: String] {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            if let bytes = try? LinuxFiles().contents(of: Path(path), max: .kibibytes(64)) { return parse(bytes) }
        }
        return [:]
    }

    static func parse(_ bytes: [UInt8]) -> [String: String] {
        var values: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            let value = line[line.index(after: sign)...]
            values[String(line[..<sign])] = value.trimmed { $0 == "\"" || $0 == "'" }
        }
        return values
    }
}

extension Substring {
    fileprivate func trimmed(_ isQuote: (Character) -> Bool) -> String {
        var rest = self
        while let first = rest.first, isQuote(first) { rest.removeFirst() }
        while let last = rest.last, isQuote(last) { rest.removeLast() }
        return String(rest)
    }
}

private func hostAddresses() -> [String] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var found: [(family: Int32, text: String)] = []
    var next = list
    while let entry = next?.pointee {
        next = entry.ifa_next
        guard let address = entry.ifa_addr, entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0 else { continue }
        let family = Int32(address.pointee.sa_family)
        guard let text = numericText(of: address, family: family) else { continue }
        if !found.contains(where: { $0.text == text }) { found.append((family, text)) }
    }
    return found.filter { $0.family == AF_INET }.map(\.text) + found.filter { $0.family == AF_INET6 }.map(\.text)
}

/// Nil for other families, and for addresses that mean nothing off their own link.
private func numericText(of address: UnsafeMutablePointer<sockaddr>, family: Int32) -> String? {
    let length =
        switch family {
        case AF_INET: MemoryLayout<sockaddr_in>.size
        case AF_INET6: MemoryLayout<sockaddr_in6>.size
        default: 0
        }
    guard length > 0 else { return nil }
    var text = [CChar](repeating: 0, count: 64)
    let code = getnameinfo(
        address, socklen_t(length), &text, socklen_t(text.count), nil, 0, Int32(NI_NUMERICHOST))
    guard code == 0 else { return nil }
    let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return name.hasPrefix("fe80:") || name.hasPrefix("169.254.") ? nil : name
}

/// A C array of characters, which Swift sees as a tuple, up to its NUL.
private func text<Tuple>(of tuple: Tuple) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
