import Model
import Platform
import Setup
import Tailing

extension Pipeline {
    /// What there is to tell now. Costs a look at each tail, and a status of each file that is told of.
    func report(on question: StatusQuestion, at moment: Moment) -> PipelineReport {
        let furthest = tails.values.sorted { ($1.bytesBehind, $0.path) < ($0.bytesBehind, $1.path) }
        var unsaved: [Loss.Reason: Int] = [:]
        for loss in unsavedLosses { unsaved[loss.reason, default: 0] += loss.count }
        var byRules: [String: Int] = [:]
        for name in tails.values.flatMap(\.ruleNames) { byRules[name, default: 0] += 1 }
        return PipelineReport(
            tails: status, events: eventCounts, losses: lossCounts, unsavedLosses: unsaved,
            rules: rules.values.map(\.file).sorted { $0.name < $1.name }, filesByRules: byRules,
            files: furthest.prefix(question.filesMax).map { report(of: $0, at: moment) }, pause: journalTrouble,
            walkLimit: isWalkCut ? Self.walkLimit : nil, asked: question.path.map { asked($0, at: moment) })
    }

    /// What is the matter now, in the words of our own log, sorted; not all of very many.
    var currentTroubles: [String] {
        Array(troubles.filter { isCurrent($0.key) }.map(\.value).sorted().prefix(100))
    }

    private func isCurrent(_ trouble: String) -> Bool {
        let isJournals = trouble == "full" || trouble == "journal"
        return told.contains(trouble) && (!isJournals || journalTrouble != nil)
    }

    private func asked(_ path: Path, at moment: Moment) -> PipelineReport.AskedPath {
        var asked = PipelineReport.AskedPath()
        let named = tails.values.filter { $0.path == path }
        // A predecessor that is read to its end has the name too.
        if let tail = named.first(where: { $0.tailer.state == .following }) ?? named.first {
            asked.file = report(of: tail, at: moment)
            return asked
        }
        asked.tailedAs = (try? files.status(of: path)).flatMap(tailed)
        asked.predecessorOf = tails.values.map(\.path).filter { $0.mayHavePredecessor(path) }.min()
        asked.wasTailed = stored.values.contains { $0.path == path }
        asked.objection = untailed[path]
        return asked
    }

    /// The name under which the file of this status is tailed.
    private func tailed(_ status: FileStatus) -> Path? {
        let same = tails.values.filter {
            let print = $0.tailer.fingerprint
            return (print.device, print.inode) == (status.device, status.inode)
                && (print.birthNanoseconds == nil || print.birthNanoseconds == status.birthNanoseconds)
        }
        return same.map(\.path).min()
    }

    private func report(of tail: Tail<Source.Handle>, at moment: Moment) -> FileReport {
        let size = (try? tail.handle?.status().size) ?? max(tail.sightings.size, tail.tailer.readTo)
        let isBehind = size > tail.tailer.readTo
        let state: FileReport.State =
            if retries[tail.id] != nil {
                .retrying
            } else if journalTrouble != nil, isBehind {
                .waiting
            } else {
                tail.tailer.state == .following ? .following : .draining
            }
        let trouble = "read \(tail.path)"
        let age = tail.mark.map { $0.at.duration(to: moment.instant) } ?? .zero
        return FileReport(
            path: tail.path, rules: tail.ruleNames, state: state, id: tail.id, fingerprint: tail.tailer.fingerprint,
            generation: tail.tailer.generation, size: size, readTo: tail.tailer.readTo, resume: tail.resumeOffset,
            lag: tail.resumeOffset < size ? age : nil,
            lineCount: tail.lineCount, recordCount: tail.recordCount, eventCount: tail.eventCount,
            trouble: isCurrent(trouble) ? troubles[trouble] : nil)
    }

    private static var walkLimit: String {
        let limits = ScanLimits()
        return "more than \(limits.filesMax) files, \(limits.directoriesMax) directories or \(limits.depthMax) levels"
    }
}

extension Tail {
    /// A place in the file, and when its bytes up to there were known to be there.
    struct Mark {
        var offset: ByteOffset
        var at: Instant
    }

    var ruleNames: [String] { readers.map(\.interpreter.rules.file.name).sorted() }

    var resumeOffset: ByteOffset { readers.map(\.interpreter.resume.offset).min() ?? tailer.readTo }

    /// Keeps the mark in front of where reading goes on: its age is the lag. A new one is set where the file ends now,
    /// so between two marks the lag is told a little too small, never too large.
    mutating func moveMark(at now: Instant) {
        let end = max(tailer.readTo + tailer.backlog, sightings.size)
        if resumeOffset >= end {
            mark = nil
        } else if mark.map({ resumeOffset >= $0.offset }) ?? true {
            mark = Mark(offset: end, at: now)
        }
    }
}

extension Path {
    /// Whether rotation makes such a name of this one's, compressed or not.
    fileprivate func mayHavePredecessor(_ other: Path) -> Bool {
        guard directory == other.directory else { return false }
        var name = Array(other.name)
        if Recovery.isCompressed(name), let point = name.lastIndex(of: UInt8(ascii: ".")) {
            name = Array(name[..<point])
        }
        return Recovery.isRotated(name, of: Array(self.name))
    }
}
