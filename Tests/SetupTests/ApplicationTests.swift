import Exceptionless
import Model
import Records
import Rules
import Setup
import Tailing
import Testing
import WireFormat

/// `application`: which frames are the application's own.
@Suite struct ApplicationNamespaces {
    private static let trace = """
        java.lang.IllegalStateException: no funds
        \tat org.apache.commons.Check.that(Check.java:9)
        \tat com.partner.sdk.Gateway.charge(Gateway.java:42)
        \tat com.acme.Billing.charge(Billing.java:17)

        """

    @Test func decideWhatAnErrorIsStackedBy() throws {
        #expect(try method(of: Self.trace, under: "") == "com.partner.sdk.Gateway.charge")
        #expect(try method(of: Self.trace, under: "application: ['com.acme.']") == "com.acme.Billing.charge")
        #expect(try method(of: Self.trace, under: "application: com.acme.") == "com.acme.Billing.charge")
        #expect(try method(of: Self.trace, under: "application: [Gateway.java]") == "com.partner.sdk.Gateway.charge")
        // Also what the language takes for a library.
        #expect(try method(of: Self.trace, under: "application: [org.apache.]") == "org.apache.commons.Check.that")
    }

    @Test func sayNothingOfATraceThatHasNoneOfThem() throws {
        #expect(try method(of: Self.trace, under: "application: [net.acme.]") == "com.partner.sdk.Gateway.charge")
    }

    @Test func winOverACauseWithoutThem() throws {
        let cause = "Caused by: java.io.IOException: reset\n\tat com.partner.sdk.Net.read(Net.java:3)\n"
        #expect(try method(of: Self.trace + cause, under: "") == "com.partner.sdk.Net.read")
        #expect(
            try method(of: Self.trace + cause, under: "application: [com.acme.]") == "com.acme.Billing.charge")
    }

    @Test func mayBeDirectories() throws {
        let trace = """
            Traceback (most recent call last):
              File "/srv/shop/app.py", line 12, in charge
              File "/opt/partner/sdk.py", line 4, in send
            ValueError: no funds

            """
        #expect(try method(of: trace, under: "") == "sdk.send")
        #expect(try method(of: trace, under: "application: [/srv/shop/]") == "app.charge")
    }

    @Test func areInherited() throws {
        let files = [
            "/r/base.yaml": "application: [com.acme.]", "/r/own.yaml": "extends: base\nfiles: /var/log/a",
            "/r/other.yaml": "extends: base\napplication: [net.acme., /srv/]",
        ]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        #expect(book.diagnostics.rendered == "")
        let layouts = Dictionary(uniqueKeysWithValues: book.files.map { ($0.name, $0.layout.application) })
        #expect(layouts == ["base": ["com.acme."], "own": ["com.acme."], "other": ["net.acme.", "/srv/"]])
    }

    @Test func anEmptyNameIsAFault() {
        let files = ["/r/x.yaml": "application: ['']\nfiles: /var/log/a"]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        #expect(book.diagnostics.rendered.contains("an empty text begins every name"))
        #expect(book.files.isEmpty)
    }

    /// The `Method` of the only error that comes of `log`.
    private func method(of log: String, under settings: String) throws -> String? {
        let files = ["/r/x.yaml": settings + "\nfiles: /var/log/a"]
        let book = RuleBook.load([Path("/r")], in: RuleContext(surroundings: Surroundings(files: files)))
        let file = try #require(book.files.first)
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        var interpreter = Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made =
            interpreter.feed(framer.feed(Array(log.utf8)), at: RuleTest.moment)
            + interpreter.finish(at: RuleTest.moment)
        let event = try #require(made.flatMap(\.events).first)
        return try JSONReader.parse(event.queued.body)["data"]?["@stack"]?["signature_data"]?["Method"]?.text
    }
}
