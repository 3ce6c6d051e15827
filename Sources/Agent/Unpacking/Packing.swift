package import Model
package import Platform

/// How rotated logs are compressed: gzip is unpacked in the process, the others by the tool that made them.
package enum Packing: String, CaseIterable, Sendable {
    case gzip, xz, zstd, bzip2

    /// By a file's first bytes; nil if they are none of these.
    package init?(magic head: [UInt8]) {
        guard let found = Self.allCases.first(where: { head.starts(with: $0.magic) }) else { return nil }
        self = found
    }

    /// As many bytes of a file tell.
    package static let magicBytesMax = 6

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        case .bzip2: [0x42, 0x5A, 0x68]
        }
    }

    /// The tool and what it is told; nil for what needs none. Each reads any number of streams one after the other.
    var tool: (name: String, arguments: [String])? {
        switch self {
        case .gzip: nil
        case .xz: ("xz", ["--decompress", "--stdout", "--memlimit-decompress=256MiB"])
        case .zstd: ("zstd", ["--decompress", "--stdout", "--quiet", "--memory=256MB"])
        case .bzip2: ("bzip2", ["--decompress", "--stdout"])
        }
    }

    /// Whether this host can unpack it.
    package var isAvailable: Bool { tool.map { FilterProcess.has($0.name) } ?? true }

    /// What is wrong, and the way out: the tool's Debian package.
    package var absence: String {
        let package = self == .xz ? "xz-utils" : rawValue
        return "it is compressed with \(rawValue), and this host has no such tool: apt install \(package)"
    }
}

extension SystemError {
    /// A compressed log that needs a tool which is not installed.
    package static func missingTool(_ packing: Packing, _ path: Path) -> SystemError {
        SystemError(call: "open", path: path, errno: 8, detail: packing.absence)
    }
}
