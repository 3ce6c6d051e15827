import Model
import Testing

/// Facts that have this reason and no other.
private let cases: [(Untailed.Reason, @Sendable (inout FileFacts) -> Void)] = [
    (.noAgent, { $0.agent = .none }),
    (.starting, { $0.agent = .starting }),
    (.doesNotExist, { $0.presence = .missing(beneath: nil, alike: nil) }),
    (.otherSpelling, { $0.presence = .missing(beneath: nil, alike: Path("/log/App.log")) }),
    (.rotatedAway, { ($0.presence, $0.wasTailed) = (.missing(beneath: nil, alike: nil), true) }),
    (.directory, { $0.presence = .there(.directory) }),
    (.notRegular, { $0.presence = .there(.fifo) }),
    (.ownLog, { $0.isOwnLog = true }),
    (.secondName, { $0.tailedAs = Path("/log/other.log") }),
    (.rotated, { ($0.naming, $0.predecessorOf) = (.notNamed(nearest: nil), Path("/log/app")) }),
    (.leftover, { $0.naming = .leftover }),
    (.excluded, { $0.naming = .excluded(by: "**/*.gz", rules: "app") }),
    (.notNamed, { $0.naming = .notNamed(nearest: "/log/*.txt") }),
    (.faultyRules, { $0.idle(.faulty(rules: "/r/a.yaml", fault: "line 2: unknown field 'fils'")) }),
    (.missingProject, { $0.idle(.missingProject(rules: "/r/a.yaml", project: "legacy")) }),
    (.shadowedRules, { $0.idle(.shadowed(rules: "/r/a.yaml", by: "/s/a.yaml")) }),
    (.rulesNotTakenOver, { $0.idle(.notTakenOver(rules: "/r/a.yaml")) }),
    (.directoryDenied, { $0.presence = .denied(denial("/log", .search)) }),
    (.fileDenied, { $0.presence = .denied(denial("/log/app.log", .read)) }),
    (.compressed, { $0.content = .compressed }),
    (.binary, { $0.content = .binary }),
    (.descriptors, { $0.descriptorLimit = 512 }),
    (.journalFull, { $0.pause = "the journal has reached its size" }),
    (.beyondWalk, { $0.walkLimit = "more than 100000 files" }),
    (.failing, { $0.trouble = "read /log/app.log: Input/output error" }),
    (.notSeenYet, { _ in }),
]

private func denial(_ component: String, _ right: FileFacts.Denial.Right, group: Bool = false) -> FileFacts.Denial {
    FileFacts.Denial(
        component: Path(component), right: right, mode: "-rw-r-----", owner: "root", group: "adm",
        groupSuffices: group)
}

extension FileFacts {
    /// A file that the agent should tail.
    fileprivate static var good: FileFacts {
        var facts = FileFacts(path: Path("/log/app.log"))
        (facts.presence, facts.naming, facts.content) = (.there(.regular), .tailed(by: ["app"]), .text)
        return facts
    }

    fileprivate mutating func idle(_ rules: IdleRules) { (naming, idleRules) = (.notNamed(nearest: nil), rules) }
}

@Suite("A file that is not tailed has one reason and a remedy")
struct UntailedTests {
    @Test("its own", arguments: cases.map(\.0))
    func reason(_ reason: Untailed.Reason) throws {
        let change = try #require(cases.first { $0.0 == reason })
        var facts = FileFacts.good
        change.1(&facts)
        let judged = Untailed(facts)
        #expect(judged.reason == reason)
        #expect(judged.text.count > 10 && judged.remedy.count > 10)
        #expect(judged.text.hasSuffix(".") || judged.text.contains(": "), "\(judged.text)")
    }

    @Test("no reason is without a case")
    func complete() {
        #expect(Set(cases.map(\.0)) == Set(Untailed.Reason.allCases))
        #expect(Untailed.Reason.allCases.count >= 15)
    }

    @Test("of two reasons the one that is to be mended first")
    func order() {
        var facts = FileFacts.good
        (facts.agent, facts.content) = (.none, .binary)
        facts.naming = .excluded(by: "*.log", rules: "app")
        #expect(Untailed(facts).reason == .excluded)
        facts.presence = .missing(beneath: nil, alike: nil)
        #expect(Untailed(facts).reason == .doesNotExist)
        facts = .good
        (facts.pause, facts.trouble) = ("the journal is full", "open: Permission denied")
        facts.presence = .denied(denial("/log/app.log", .read))
        #expect(Untailed(facts).reason == .fileDenied)
        facts = .good
        (facts.agent, facts.presence) = (.none, .denied(denial("/log", .search)))
        #expect(Untailed(facts).reason == .noAgent)
    }

    @Test("a denial names the user, the component and a command to copy")
    func denials() {
        var facts = FileFacts.good
        facts.presence = .denied(denial("/log/app.log", .read))
        var judged = Untailed(facts)
        #expect(judged.text.contains("'stacktail' may not read /log/app.log (-rw-r----- root:adm)"))
        #expect(judged.remedy.contains("setfacl -m u:stacktail:r /log/app.log"))
        #expect(judged.remedy.contains("setfacl -d -m u:stacktail:r /log"))
        facts.presence = .denied(denial("/log", .search, group: true))
        judged = Untailed(facts)
        #expect(judged.text.contains("may not search the directory /log"))
        #expect(judged.remedy.contains("usermod -aG adm stacktail"))
    }

    @Test("a hidden name is told of")
    func hidden() {
        var facts = FileFacts(path: Path("/srv/.cache/app.log"))
        facts.presence = .there(.regular)
        #expect(Untailed(facts).text.contains("names that begin with a dot"))
    }
}

@Suite("Paths as people give them")
struct NormalizedPathTests {
    @Test(arguments: [
        ("app.log", "/a/b/app.log"), ("./x/../app.log", "/a/b/app.log"), ("/var//log/./x", "/var/log/x"),
        ("../../../x", "/x"), ("/", "/"), ("..", "/a"),
    ])
    func normalized(given: String, expected: String) {
        #expect(Path(given).normalized(from: Path("/a/b")) == Path(expected))
    }
}
