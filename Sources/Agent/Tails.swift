import Model
import Platform
import Tailing

/// The tails by their identity, with what a wake asks of all of them kept up to date whenever one changes. So a wake
/// costs what has changed, and nothing for the thousands of files that are quiet.
struct Tails<Handle: OpenFile> {
    private var slots: [Tail<Handle>?] = []
    private var freeSlots: [Int] = []
    private var places: [FileID: Int] = [:]
    /// Those that a path names, by directory and path.
    private var names: [Path: [Path: FileID]] = [:]
    private var inodes: [InodeKey: FileID] = [:]
    private var deadlines = Deadlines()
    private var useCount: UInt64 = 0
    /// Those that no path names: rotated away or deleted, and read until they are quiet.
    private(set) var nameless: Set<FileID> = []
    /// Those that have moved since they were last committed.
    private(set) var unsaved: Set<FileID> = []
    /// Those that have a descriptor, with the number of its last use.
    private(set) var open: [FileID: UInt64] = [:]
    /// What all of them together hold beyond what was read.
    private(set) var bytesBehind = ByteCount.zero

    /// Setting keeps all the rest in step; nil takes it out.
    subscript(id: FileID) -> Tail<Handle>? {
        get { places[id].flatMap { slots[$0] } }
        set {
            let place = places[id]
            if let place, let old = slots[place] { forget(old) }
            guard let newValue else {
                if let place {
                    slots[place] = nil
                    freeSlots.append(place)
                }
                places[id] = nil
                open[id] = nil
                return
            }
            if let place {
                slots[place] = newValue
            } else if let free = freeSlots.popLast() {
                (slots[free], places[id]) = (newValue, free)
            } else {
                places[id] = slots.count
                slots.append(newValue)
            }
            remember(newValue)
        }
    }

    private mutating func forget(_ tail: Tail<Handle>) {
        bytesBehind = bytesBehind - tail.bytesBehind
        unsaved.remove(tail.id)
        nameless.remove(tail.id)
        let key = tail.tailer.inode
        if inodes[key] == tail.id { inodes[key] = nil }
        let directory = tail.path.directory
        guard tail.tailer.state == .following, names[directory]?[tail.path] == tail.id else { return }
        names[directory]?[tail.path] = nil
        if names[directory]?.isEmpty ?? false { names[directory] = nil }
    }

    private mutating func remember(_ tail: Tail<Handle>) {
        bytesBehind = bytesBehind + tail.bytesBehind
        if tail.isUnsaved { unsaved.insert(tail.id) }
        inodes[tail.tailer.inode] = tail.id
        if tail.tailer.state == .following {
            names[tail.path.directory, default: [:]][tail.path] = tail.id
        } else {
            nameless.insert(tail.id)
        }
        if tail.handle == nil { open[tail.id] = nil } else if open[tail.id] == nil { use(tail.id) }
        deadlines.note(tail.id, due: tail.due)
    }

    var count: Int { places.count }
    var isEmpty: Bool { places.isEmpty }
    var keys: Dictionary<FileID, Int>.Keys { places.keys }
    var values: some Sequence<Tail<Handle>> { slots.lazy.compactMap { $0 } }

    /// The tail that the path names.
    func named(_ path: Path) -> FileID? { names[path.directory]?[path] }

    /// Those that a path in this directory names.
    func named(in directory: Path) -> [FileID] { names[directory].map { Array($0.values) } ?? [] }

    /// The tail of the file with this inode, if it is one.
    func with(_ key: InodeKey) -> FileID? { inodes[key] }

    /// When the first of them may be due. It may turn out not to be: asking for `due` puts that right.
    var nextDue: Instant? { deadlines.next }

    /// Those whose time has come; each until its time changes, so that they are to be looked at now.
    mutating func takeDue(at now: Instant, notBefore retries: [FileID: Instant]) -> [FileID] {
        deadlines.takeDue(at: now).filter { id in
            guard let due = self[id]?.due else { return false }
            let time = max(due, retries[id] ?? due)
            if time > now { deadlines.note(id, due: time) }
            return time <= now
        }
    }

    /// Its descriptor is used now, so others are closed before it.
    mutating func use(_ id: FileID) {
        guard places[id] != nil else { return }
        useCount += 1
        open[id] = useCount
    }

    /// Gives the tail its descriptor, or takes it away.
    mutating func lend(_ handle: Handle?, to id: FileID) {
        guard let place = places[id] else { return }
        slots[place]?.handle = handle
        if handle == nil { open[id] = nil } else { use(id) }
    }

    /// The number of the last use; what was used after it is at work.
    var lastUse: UInt64 { useCount }
}

/// What comes due, the soonest first: a heap with at most one entry for each file, which may be too early, never too
/// late.
struct Deadlines {
    private var heap: [(due: Instant, id: FileID)] = []
    private var noted: [FileID: Instant] = [:]

    /// The soonest entry.
    var next: Instant? { heap.first?.due }

    /// A later time than the noted one is found when that comes.
    mutating func note(_ id: FileID, due: Instant?) {
        guard let due, noted[id].map({ due < $0 }) ?? true else { return }
        noted[id] = due
        heap.append((due, id))
        var child = heap.count - 1
        while child > 0, heap[child].due < heap[(child - 1) / 2].due {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out all that are due.
    mutating func takeDue(at now: Instant) -> [FileID] {
        var due: [FileID] = []
        while let first = heap.first, first.due <= now {
            removeFirst()
            // An entry that a sooner one has overtaken says nothing.
            guard noted[first.id] == first.due else { continue }
            noted[first.id] = nil
            due.append(first.id)
        }
        return due
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter {
                $0 < heap.count && heap[$0].due < heap[parent].due
            }
            guard let least = children.min(by: { heap[$0].due < heap[$1].due }) else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
