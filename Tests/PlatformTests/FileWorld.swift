import Model
import Platform
import Simulation

/// Files that a test can both change and look at: the host's in a temporary directory, and the simulated ones. The
/// contract is one; this is the list of who must keep it.
protocol FileWorld {
    associatedtype Seam: Files
    var files: Seam { get }
    /// An empty directory.
    var root: Path { get }
    func makeDirectories(_ path: Path) throws
    func append(_ text: String, to path: Path) throws
    func truncate(_ path: Path, to size: ByteOffset) throws
    func rename(_ from: Path, to: Path) throws
    func remove(_ path: Path) throws
    func link(_ path: Path, as name: Path) throws
    func symbolicLink(_ name: Path, to target: Path) throws
    func makeFIFO(_ path: Path) throws
    func end() throws
}

struct HostWorld: FileWorld {
    let files = LinuxFiles()
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("stacktail-contract") }

    var root: Path { directory.path }
    func makeDirectories(_ path: Path) throws { try OwnFiles.makeDirectories(path) }
    func append(_ text: String, to path: Path) throws { try FileWriter(appendingTo: path).write(text) }
    func truncate(_ path: Path, to size: ByteOffset) throws { try OwnFiles.truncate(path, to: size) }
    func rename(_ from: Path, to: Path) throws { try OwnFiles.rename(from, to: to) }
    func remove(_ path: Path) throws { try OwnFiles.remove(path) }
    func link(_ path: Path, as name: Path) throws { try OwnFiles.link(path, as: name) }
    func symbolicLink(_ name: Path, to target: Path) throws { try OwnFiles.symbolicLink(name, to: target) }
    func makeFIFO(_ path: Path) throws { try Host.makeFIFO(path) }
    func end() throws { try directory.remove() }
}

struct SimulatedWorld: FileWorld {
    let files = SimulatedFiles()
    let root = Path("/var/log")

    init() throws { try files.makeDirectories(root) }

    func makeDirectories(_ path: Path) throws { try files.makeDirectories(path) }
    func append(_ text: String, to path: Path) throws { try files.append(text, to: path) }
    func truncate(_ path: Path, to size: ByteOffset) throws { try files.truncate(path, to: size) }
    func rename(_ from: Path, to: Path) throws { try files.rename(from, to: to) }
    func remove(_ path: Path) throws { try files.remove(path) }
    func link(_ path: Path, as name: Path) throws { try files.link(path, as: name) }
    func symbolicLink(_ name: Path, to target: Path) throws { try files.symbolicLink(name, to: target) }
    func makeFIFO(_ path: Path) throws { files.makeSpecial(path, kind: .fifo) }
    func end() throws {}
}

enum World: String, CaseIterable, Sendable {
    case host
    case simulated

    func make() throws -> any FileWorld {
        switch self {
        case .host: try HostWorld()
        case .simulated: try SimulatedWorld()
        }
    }
}
