import Journaling
import Model
import Platform
import Setup
import Tailing

/// What `copytruncate` leaves: a copy beside the log, with lines that the log lost before they were read.
extension Pipeline {
    /// Of the files that were cut while nobody looked.
    mutating func openCopies(_ attic: inout Attic<Source>, at moment: Moment) {
        let cut = truncated
        truncated = []
        for known in cut { openCopy(of: known, attic: &attic, at: moment) }
    }

    /// The copy of a file that was cut while nobody looked; it is a file of its own from here on.
    private mutating func openCopy(of known: StoredFile, attic: inout Attic<Source>, at moment: Moment) {
        let files = attic.rotations(of: known.path, inode: known.fingerprint.inode)
        for place in Recovery.places(for: known, among: files) {
            guard let handle = open(place, in: &attic), let status = try? handle.status(), !isOpen(status),
                status.inode != known.fingerprint.inode, mayBe(known, handle),
                let probe = try? probe(handle, resume: known.resume), case .same = Recognition(known, probe)
            else { continue }
            let generation = Recovery(Array(stored.values)).generation(forNew: known.path, status)
            let tailer = Tailer(new: known.path, probe: probe, generation: generation)
            let starts = known.positions.keys.sorted().compactMap { name -> Tail<Source.Handle>.Start? in
                guard let rules = rules[name], let from = known.positions[name] else { return nil }
                return .init(rules: rules, from: from)
            }
            if starts.contains(where: { $0.from.offset == known.resume }) {
                addRotated(handle, known.path, tailer, starts, at: moment)
            }
            let copy = predecessor(status, isPacked: handle.isPacked)
            openBetween(known.path, copy, files, &attic, at: moment)
            return
        }
        unsavedLosses.append(
            Loss(reason: .truncated, file: known.id, path: known.path, generation: known.generation))
    }
}
