import Model

/// One exception of Python's traces while its lines come in.
struct PythonBlock {
    /// As printed, the outermost first.
    private var frames: [Frame] = []
    private var framesDropped = 0
    private var elided = 0
    private var location: Thrown.Location?
    private var className: Bytes?
    private var message: [Bytes] = []
    private var members: [Thrown] = []
    /// Whether the exception's own line was seen.
    private(set) var isNamed = false
    private(set) var isQuoting = false

    var isEmpty: Bool { !isNamed && frames.isEmpty && location == nil && members.isEmpty }

    mutating func add(_ frame: Frame) {
        frames.append(frame)
        // The innermost are kept; dropping many at once costs each frame one move at most.
        guard frames.count >= TraceLimits.framesMax * 2 else { return }
        drop(TraceLimits.framesMax)
    }

    mutating func addRepeated(_ count: Int) { elided += count }
    mutating func place(_ place: Thrown.Location) { location = place }

    mutating func add(_ member: Thrown) {
        if members.count < TraceLimits.membersMax { members.append(member) }
    }

    private mutating func drop(_ count: Int) {
        frames.removeFirst(count)
        framesDropped += count
    }

    /// The exception's line; and further ones, which belong to the message.
    mutating func name(_ line: Bytes) {
        if isNamed {
            if PythonLine.isQuote(line), isQuoting || message.allSatisfy(\.isEmpty) { isQuoting.toggle() }
            if message.count < TraceLimits.messageLinesMax * 64 { message.append(line) }
            return
        }
        isNamed = true
        let (className, text) = PythonLine.exception(line)
        self.className = className
        if let text { message = [text] }
    }

    /// For a trace that a fixed text announces in place of a class.
    mutating func name(keywordMessage: Bytes) { (isNamed, message) = (true, [keywordMessage]) }

    /// Frames that a dump printed innermost first.
    mutating func reverse() { frames.reverse() }

    func thrown() -> Thrown {
        var lines = message[...]
        while lines.count > 1, lines.last?.isBlank == true { lines.removeLast() }
        let dropped = max(0, frames.count - TraceLimits.framesMax)
        return Thrown(
            className: className?.text, message: lines.isEmpty ? nil : joinedLines(lines),
            frames: frames.dropFirst(dropped).reversed(), elidedFrames: elided + framesDropped + dropped,
            location: location, members: members)
    }
}

/// A chain as it is printed: the oldest exception first, the one that escaped last.
struct PythonChain {
    private var finished: [Thrown] = []
    var current = PythonBlock()
    private(set) var frameCount = 0

    var isEmpty: Bool { finished.isEmpty && current.isEmpty }

    mutating func add(_ frame: Frame) {
        frameCount += 1
        current.add(frame)
    }

    /// After the sentence between two exceptions.
    mutating func next() {
        finished.append(current.thrown())
        // The newest count, as the last one is the one that is reported.
        if finished.count > TraceLimits.chainMax * 2 { finished.removeFirst(TraceLimits.chainMax) }
        current = PythonBlock()
    }

    /// The last exception, and its causes.
    func linear() -> (Thrown, causes: [Thrown]) {
        var chain = finished
        if !current.isEmpty || chain.isEmpty { chain.append(current.thrown()) }
        let top = chain.removeLast()
        return (top, chain.reversed().prefix(TraceLimits.chainMax - 1).map(\.self))
    }
}
