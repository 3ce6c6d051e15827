import Model
import Records
import Setup
import Tailing

/// The first lines of a file whose predecessor ended amid a record: they may belong to it, so no reader has them yet.
struct HeldLines {
    let predecessor: FileID
    private(set) var batches: [LineBatch] = []
    private(set) var byteCount = 0
    /// When the last of them came.
    var at: Moment

    init(behind predecessor: FileID, at moment: Moment) { (self.predecessor, at) = (predecessor, moment) }

    var isEmpty: Bool { batches.isEmpty }

    mutating func append(_ batch: LineBatch, at moment: Moment) {
        guard !batch.lines.isEmpty else { return }
        batches.append(batch)
        byteCount += batch.bytes.count
        at = moment
    }

    /// Where the line begins that `offset` lies in front of.
    func position(at offset: ByteOffset) -> Position {
        let count = batches.reduce(0) { $0 + $1.lines.count { $0.range.upperBound <= offset } }
        return Position(offset: offset, line: count + 1)
    }
}

/// A reader of the predecessor, after it was given the lines that its successor holds.
struct Joint {
    /// Goes on behind the record.
    var interpreter: Interpreter
    /// What came of the record; nothing while it may go on.
    var made: [Interpretation] = []
    /// What of the successor belongs to it; nil while every line of it does, and more may.
    var end: ByteOffset?
}

extension Tail {
    /// When held lines have been quiet for as long as their record needs to be complete.
    var holdingDeadline: Instant? {
        guard let held, !held.isEmpty else { return nil }
        return held.at.instant.advanced(by: readers.map(\.interpreter.flushAfter).reduce(.zero, max))
    }

    /// Whether a record has begun that only another file's lines can continue. Of several writers' records none is
    /// continued over a rotation: the successor's lines would have to be told apart before they are its own.
    var isAmidRecord: Bool {
        !isRetiring && !hasPartialLine && hasUnfinishedRecord && !readers.contains(where: \.interpreter.isInterleaved)
    }

    /// What the held lines of the successor are to the unfinished record that this rule file has; nil if it has none.
    ///
    /// They are read as if they stood behind this file's end: so the record keeps the place, and with it the id, that
    /// it has in this file. `isOver`: no more lines will come, or none in time.
    func joint(of rules: String, with held: HeldLines, isOver: Bool, at moment: Moment) -> Joint? {
        guard let reader = readers.first(where: { $0.interpreter.rules.file.name == rules }),
            reader.interpreter.deadline != nil
        else { return nil }
        var (joint, end) = (Joint(interpreter: reader.interpreter), ByteOffset.zero)
        for batch in held.batches {
            for line in batch.lines {
                let shifted = line.moved(by: framer.readTo - .zero)
                let one = LineBatch(bytes: batch.bytes, lines: [shifted])
                joint.made += joint.interpreter.feed(one, at: held.at)
                let resume = joint.interpreter.resume.offset
                end = line.range.upperBound
                guard resume < framer.readTo else {
                    joint.end = .zero + (resume - framer.readTo)
                    return joint
                }
            }
        }
        guard isOver else { return joint }
        joint.made += joint.interpreter.finish(at: moment)
        joint.end = end
        return joint
    }

    /// The record is complete with lines of the successor; whatever comes here is another.
    mutating func handOver(_ joint: Joint) -> [Interpretation] {
        let name = joint.interpreter.rules.file.name
        for index in readers.indices where readers[index].interpreter.rules.file.name == name {
            let end = readers[index].interpreter.end
            readers[index].interpreter = joint.interpreter
            readers[index].interpreter.goOn(from: end)
        }
        isUnsaved = true
        return settled(joint.made)
    }

    /// Reads the held lines, each rule file from behind what belongs to the predecessor; 0 for those it does not name.
    mutating func readHeld(from ends: [String: ByteOffset] = [:], at moment: Moment) -> [Interpretation] {
        guard let held else { return [] }
        self.held = nil
        isUnsaved = true
        for index in readers.indices {
            guard let end = ends[readers[index].interpreter.rules.file.name], end > .zero else { continue }
            readers[index].from = end
            // A header line among them ended the predecessor's record, and names the columns of this one's.
            for var batch in held.batches {
                batch.lines.removeAll { $0.range.upperBound > end }
                readers[index].interpreter.learn(batch)
            }
            readers[index].interpreter.goOn(from: held.position(at: end))
        }
        return settled(held.batches.flatMap { pass($0, at: moment) })
    }
}

extension Line {
    fileprivate func moved(by distance: ByteCount) -> Line {
        Line(text: text, range: (range.lowerBound + distance)..<(range.upperBound + distance), bytesCut: bytesCut)
    }
}
