import Exceptionless
import Model
import Rules
import Setup
import Tailing
import Testing

/// The rule files in `rules/`: their own tests pass, and reach every pattern and every rule.
@Suite struct ShippedRulesTests {
    private let book = RuleBook.load(
        [Fixtures.shippedRules], in: RuleContext(surroundings: Surroundings(variable: { _ in nil }, files: DiskFiles()))
    )

    @Test func theirTestsPassAndReachEverything() {
        let report = CheckReport(checking: book, shipped: Fixtures.shippedRules)
        #expect(report.diagnostics.rendered == "")
        #expect(report.testCount > 50)
    }

    @Test func eachOfThemIsGood() throws {
        let names = try DiskFiles().names(in: Fixtures.shippedRules).filter { $0.hasSuffix(".yaml") }
        #expect(book.files.map { "\($0.name).yaml" } == names.sorted())
        #expect(names.count > 100)
    }

    @Test func eachSaysWhatItIsAboutAndTestsANearMiss() {
        for file in book.files {
            #expect(file.about?.isEmpty == false, "\(file.name)")
            #expect(file.tests.contains { $0.expectsNothing }, "\(file.name)")
        }
    }

    @Test func noneOfThemTailsAnything() {
        for file in book.files { #expect(file.files.include.isEmpty, "\(file.name)") }
    }

    @Test func eachFitsItsOwnLogBest() throws {
        let chooser = RuleChooser(book.files)
        for file in book.files {
            let log = file.tests.filter { !$0.expectsNothing }.flatMap { $0.log + [UInt8(ascii: "\n")] }
            let found = chooser.ranking(for: log, at: file.usualPlace).first?.file.name ?? "none"
            #expect((Self.alike[file.name] ?? [file.name]).contains(found), "\(file.name)")
        }
    }

    /// Kinds of logs whose usual forms both files understand.
    private static let alike = [
        "kernel": ["kernel", "syslog"], "logback": ["log4j", "logback"],
        "nginx-access": ["apache-access", "nginx-access"], "tomcat": ["java-util-logging", "tomcat"],
    ]

    @Test func noneFitsWhatIsNoLogOfTheirs() {
        let chooser = RuleChooser(book.files)
        for text in [
            "", "\n\n", "one\ntwo\nthree\n", "2026-11-20 10:00:00 cart opened, 3 items 17.20\n",
            "Cooking soup (3 l) ...\r\nDone: 2026-11-20  10:00:00\r\n",
        ] {
            #expect(chooser.ranking(for: Array(text.utf8), at: nil).first?.file.name == nil)
        }
    }

    @Test func aLogThatNoneFitsIsReadByItsLevels() {
        let file = RuleFile.generic(in: RuleContext(surroundings: Surroundings()))
        let log = """
            2026-11-20 10:00:00 status installed libc6:amd64 2.36-9
            2026-11-20 10:00:01 [worker] ERROR cannot install
            Setting up libc6:amd64 (2.36-9) ...\r
            """
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        var interpreter = Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made = interpreter.feed(framer.feed(Array(log.utf8 + [10])), at: RuleTest.moment)
        let events = (made + interpreter.finish(at: RuleTest.moment)).flatMap(\.events)
        #expect(events.map(\.draft.event.message) == ["cannot install"])
        #expect(interpreter.recordCount == 3)
    }
}

extension RuleFile {
    /// A path that its `usual_files` name.
    fileprivate var usualPlace: Path? {
        usualFiles.include.first.map { Path($0.text.replacing("**", with: "a").replacing("*", with: "1")) }
    }
}
