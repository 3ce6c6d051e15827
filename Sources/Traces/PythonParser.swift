import Model

extension PythonGrammar {
    static func parse(_ lines: [Bytes]) -> ParsedTrace? {
        var lines = lines
        if let first = lines.indices.first(where: { PythonLine.margin(lines[$0]) != nil }),
            let margin = PythonLine.margin(lines[first])
        {
            for number in first..<lines.count { lines[number] = PythonLine.unindented(lines[number], margin) }
            return PythonStart.find(lines).flatMap { parse($0, lines) }.map { found in
                var found = found
                if found.firstLine >= first { found.column += margin }
                return found
            }
        }
        return PythonStart.find(lines).flatMap { parse($0, lines) }
    }

    private static func parse(_ start: PythonStart, _ lines: [Bytes]) -> ParsedTrace? {
        var parser = PythonParser(start, lines)
        parser.read()
        return parser.result()
    }
}

/// Where a trace of Python begins.
private struct PythonStart {
    var line: Int
    var index: Int

    static func find(_ lines: [Bytes]) -> Self? {
        guard let first = lines.indices.lazy.compactMap({ at($0, lines[$0]) }).first else { return nil }
        // An exception that was never raised is printed without a traceback, above the one that it caused.
        if let sentence = lines[..<first.line].firstIndex(where: { line in
            if case .sentence = PythonLine(line) { true } else { false }
        }) {
            let above = lines[..<sentence].lastIndex { !$0.isBlank && $0.first?.isBlank == false }
            if let above { return Self(line: above, index: lines[above].startIndex) }
        }
        return first
    }

    private static func at(_ number: Int, _ line: Bytes) -> Self? {
        if PythonLine.isPreface(line) || PythonLine.isRemote(line) { return Self(line: number, index: line.startIndex) }
        switch PythonLine(line) {
        case .traceback, .dump, .frame, .place: return Self(line: number, index: line.startIndex)
        case .repeated, .sentence, nil: break
        }
        guard let place = line.find("Traceback (most recent call last):") else { return nil }
        if let group = line.find("Exception Group Traceback (most"), group < place {
            return Self(line: number, index: line.trimmedStart.first == UInt8(ascii: "+") ? line.startIndex : group)
        }
        return Self(line: number, index: place)
    }
}

/// Reads a trace: a chain of exceptions, and within a group's frame of bars further chains.
private struct PythonParser {
    /// A chain whose lines stand behind the same margin.
    private struct Level {
        var margin: Int
        var chain = PythonChain()
    }

    private let start: PythonStart
    private let lines: [Bytes]
    private var levels = [Level(margin: 2)]
    private var thread: Bytes?
    private var isDump = false
    private var isCurrentThread = false
    private var last: Int
    private var frameCount = 0

    init(_ start: PythonStart, _ lines: [Bytes]) { (self.start, self.lines, last) = (start, lines, start.line) }

    mutating func read() {
        takePreface(lines[start.line].from(start.index))
        for number in (start.line + 1)..<max(start.line + 1, lines.count) {
            guard takePhysical(lines[number]) else { break }
            if !lines[number].isBlank { last = number }
        }
        while levels.count > 1 { closeMember() }
        if isDump { levels[0].chain.current.reverse() }
    }

    func result() -> ParsedTrace? {
        let (exception, causes) = levels[0].chain.linear()
        guard exception.className != nil || !exception.frames.isEmpty || exception.location != nil || isDump else {
            return nil
        }
        let trace = Trace(language: "python", exception: exception, causes: causes, thread: thread?.text)
        return ParsedTrace(
            trace: trace, firstLine: start.line, column: start.index - lines[start.line].startIndex, lastLine: last,
            evidence: frameCount * 2 + 1)
    }

    private mutating func takePreface(_ line: Bytes) {
        if let name = line.dropping("Exception in thread ") {
            thread = name.last == UInt8(ascii: ":") ? name.dropLast() : name
        } else if let text = line.dropping("Fatal Python error: ") {
            levels[0].chain.current.name(keywordMessage: text)
            isDump = true
        } else if PythonLine.isRemote(line) || !(PythonLine.isPreface(line) || line.contains("Traceback (most")) {
            _ = takePhysical(line)
        }
    }

    /// Whether the line belongs to the trace.
    private mutating func takePhysical(_ line: Bytes) -> Bool {
        guard !levels[levels.count - 1].chain.current.isQuoting, PythonLine.isInGroup(line) else {
            // Behind the last bar only the outermost chain goes on.
            if levels.count > 1, !line.isBlank { while levels.count > 1 { closeMember() } }
            return take(line)
        }
        let text = line.trimmedStart
        let margin = text.startIndex - line.startIndex
        if text.first == UInt8(ascii: "|") {
            while levels.count > 1, levels[levels.count - 1].margin > margin { closeMember() }
            let content = text.dropFirst()
            return take(content.dropping(" ") ?? content)
        }
        if text.begins(with: "+ ") { return true }
        takeRule(text, margin)
        return true
    }

    /// `+-+--- 1 ---` begins the first member, `+--- 2 ---` the next one, `+---` ends the last.
    private mutating func takeRule(_ text: Bytes, _ margin: Int) {
        if text.begins(with: "+-+") {
            guard levels.count < TraceLimits.chainMax else { return }
            levels.append(Level(margin: margin + 2))
            return
        }
        while levels.count > 1, levels[levels.count - 1].margin >= margin { closeMember() }
        if text.contains(where: \.isDigit), levels.count < TraceLimits.chainMax { levels.append(Level(margin: margin)) }
    }

    private mutating func closeMember() {
        guard let level = levels.popLast(), !level.chain.isEmpty else { return }
        var (member, causes) = level.chain.linear()
        member.causes = causes
        levels[levels.count - 1].chain.current.add(member)
    }

    private mutating func take(_ line: Bytes) -> Bool {
        let top = levels.count - 1
        guard !levels[top].chain.current.isQuoting else {
            levels[top].chain.current.name(line)
            return true
        }
        if let special = PythonLine(line) { return take(special, line, top) }
        if levels[top].chain.current.isNamed {
            if isDump { return line.isBlank || PythonLine.followsPreface(line) }
            guard !PythonLine.isPreface(line) else { return false }
            levels[top].chain.current.name(line)
        } else if !line.isBlank, line.first?.isBlank == false, !PythonLine.followsPreface(line) {
            levels[top].chain.current.name(line)
        }
        return true
    }

    private mutating func take(_ special: PythonLine, _ line: Bytes, _ top: Int) -> Bool {
        switch special {
        case .traceback:
            // Without the sentence it is another trace.
            return !levels[top].chain.current.isNamed
        case .sentence: levels[top].chain.next()
        case .dump(let isCurrent): (isDump, isCurrentThread) = (true, isCurrent || !isDump && frameCount == 0)
        case .repeated(let count): levels[top].chain.current.addRepeated(count)
        case .frame(let path, let number, let name):
            frameCount += 1
            guard !isDump || isCurrentThread else { return true }
            levels[top].chain.add(
                Frame(
                    method: name.text, file: path.text, line: number, isApplication: PythonLine.isApplication(path)))
        case .place(let path, let number):
            levels[top].chain.current.place(Thrown.Location(file: path.text, line: number))
        }
        return true
    }
}
