import Glibc
package import Model

/// Keeps a second agent from the same state directory, for as long as it is held or the process lives.
package final class StateLock: Sendable {
    private let descriptor: OwnedDescriptor
    private let directory: Path

    /// Makes `directory` (mode 0700) if it is missing, and takes the lock file in it, which then names this process.
    ///
    /// `isBrief`: by a command, and not by an agent; the file says so.
    package init(directory: Path, isBrief: Bool = false) throws(StateLockError) {
        do throws(SystemError) { try OwnFiles.makeDirectories(directory) } catch { throw .refused(error) }
        let path = directory.appending("lock")
        let raw = path.withCString { Glibc.open($0, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
        guard raw >= 0 else { throw .refused(.last("open", path)) }
        descriptor = OwnedDescriptor(owning: raw)
        self.directory = directory
        guard uninterrupted({ Int(flock(raw, LOCK_EX | LOCK_NB)) }) == 0 else {
            let error = SystemError.last("flock", path)
            throw error.reason == .busy ? .held(byProcess: processNamed(in: raw)) : .refused(error)
        }
        let text = Array("\(getpid())\n\(isBrief ? Self.briefMark : "")".utf8)
        guard ftruncate(raw, 0) == 0, pwrite(raw, text, text.count, 0) == text.count else {
            throw .refused(.last("write", path))
        }
    }

    private static let briefMark = "command\n"

    /// Whether a command holds it, or did last: then it is worth waiting for.
    package static func isBrief(in directory: Path) -> Bool {
        let text = try? LinuxFiles().contents(of: directory.appending("lock"), max: ByteCount(64))
        return text?.suffix(briefMark.utf8.count).elementsEqual(briefMark.utf8) ?? false
    }

    /// Nil while the directory still has the file that is held. Else, since another agent could take the directory, a
    /// lock on what is there now, which is made if nothing is. Throws `refused` while the directory cannot be looked
    /// at: the lock is held as before then.
    package func renewed() throws(StateLockError) -> StateLock? {
        var own = stat(), now = stat()
        let path = directory.appending("lock")
        guard fstat(descriptor.raw, &own) == 0 else { throw .refused(.last("fstat", path)) }
        let isThere = path.withCString { stat($0, &now) } == 0
        if isThere, (own.st_dev, own.st_ino) == (now.st_dev, now.st_ino) { return nil }
        return try StateLock(directory: directory)
    }
}

/// Why the state directory could not be taken.
package enum StateLockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another agent holds it: exit 75. Nil where it has not written its number yet.
    case held(byProcess: Int32?)
    /// The directory or the file cannot be had: exit 3.
    case refused(SystemError)

    package var description: String {
        switch self {
        case .held(let process?): "another agent, process \(process), holds the state directory"
        case .held(nil): "another agent holds the state directory"
        case .refused(let error): error.description
        }
    }
}

private func processNamed(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
}
