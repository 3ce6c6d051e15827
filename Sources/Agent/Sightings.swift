import Journaling
import Model
import Platform
import Tailing
import WireFormat

/// What walks saw of a file while nothing of it was read: how far it reached and how it began, each time until it was
/// truncated.
///
/// While the journal refuses, a file may be filled and truncated several times. The tailer, which looks only when it
/// may read, meets the last of that; what was there before it is known from here, for the ledger.
struct Sightings {
    /// Where the file ended when a walk last came by.
    private(set) var size = ByteOffset.zero
    /// By the walk before: the last one may have seen what was written anew.
    private var sizeBefore = ByteOffset.zero
    /// How far the file reached each time that a walk found it truncated, and nothing was read since.
    private var sizesLost: [ByteOffset] = []
    /// How it began when it was last looked into, if nothing was read since.
    private var beginning: Beginning?
    /// A file that is truncated more often while nothing is read loses more than is told.
    private static var sizesLostMax: Int { 1_000 }

    struct Beginning: Hashable {
        var byteCount: Int
        var hash: UInt128

        init(_ bytes: [UInt8]) { (byteCount, hash) = (bytes.count, StableHash.of(bytes)) }

        init(_ fingerprint: Fingerprint) { (byteCount, hash) = (fingerprint.headBytes, fingerprint.headHash) }

        func begins(_ bytes: [UInt8]) -> Bool {
            bytes.count >= byteCount && StableHash.of(bytes.prefix(byteCount)) == hash
        }
    }

    /// Whether a truncation was seen that nothing was told of.
    var hasLosses: Bool { !sizesLost.isEmpty }

    /// A walk came by. `first`: the bytes that the file begins with, if it was looked into; `known`: how what was read
    /// of it began.
    mutating func see(size new: ByteOffset, first: [UInt8]? = nil, known: Fingerprint? = nil) {
        let former = beginning ?? known.map(Beginning.init)
        let isAnother = first.map { first in former.map { !$0.begins(first) } ?? false } ?? false
        if new < size || isAnother, sizesLost.count < Self.sizesLostMax { sizesLost.append(size) }
        beginning = first.map(Beginning.init) ?? (new < size ? nil : beginning)
        (sizeBefore, size) = (size, new)
    }

    /// What the path said is no longer believed.
    mutating func disbelieve(to size: ByteOffset) { (sizeBefore, self.size) = (size, size) }

    /// What truncations took unread behind `readTo`; `lost` is what the tailer knows of that itself.
    func rangesLost(behind readTo: ByteOffset, knowing lost: Range<ByteOffset>?) -> [Range<ByteOffset>] {
        let end = max(lost?.upperBound ?? .zero, sizesLost.first ?? sizeBefore)
        let first = readTo < end ? [readTo..<end] : []
        return first + sizesLost.dropFirst().filter { $0 > .zero }.map { .zero..<$0 }
    }

    /// The file was read on: all that was seen of truncations is told.
    mutating func settle() { (sizesLost, beginning) = ([], nil) }
}

extension Pipeline {
    /// Looks into files that may not be read now, so that it shows later what became of them.
    mutating func sight(_ ids: Set<FileID>) {
        for id in ids {
            guard var tail = tails[id], tail.sight(size: nil) else { continue }
            tails[id] = tail
        }
    }
}

extension Tail {
    /// Looks at how a new generation begins, so that the commit that begins it says so: a process that dies behind that
    /// commit can tell whether the file was truncated once more.
    mutating func foresee() {
        guard let range = tailer.foreseeable else { return }
        let bytes = try? handle?.read(at: range.lowerBound, max: Int((range.upperBound - range.lowerBound).value))
        tailer.foresee(bytes ?? [])
    }

    /// Notes how far the file reaches, by the word of its path or its own, and how it begins. False if there is nothing
    /// to be noted.
    @discardableResult
    mutating func sight(size: ByteOffset?) -> Bool {
        guard let handle, !handle.isPacked, let own = size ?? (try? handle.status().size) else { return false }
        let first = try? handle.read(at: .zero, max: Fingerprint.headBytesMax)
        sightings.see(size: own, first: first, known: tailer.fingerprint)
        return true
    }
}
