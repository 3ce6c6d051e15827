import Model
import Testing
import Traces

/// Lines that look like those of one language's traces, and are none, or another's.
@Suite("Near misses of a form")
struct NearMissTests {
    @Test(
        "Text is no frame, and no failure",
        arguments: [
            // A time of day, where Node prints a place.
            ["Stopped", "    at 10:15:30"],
            // A mark in brackets, where JclDebug prints an address.
            ["Started", "[12345678] ready"],
            // A remark in parentheses, where a Fortran's library prints a number.
            ["forrtl: note (see the manual): rounded", "next"],
        ])
    func text(lines: [String]) {
        let text = lines.map { Array($0.utf8)[...] }
        let each = lines.indices.map { ($0 + 1)...($0 + 1) }
        #expect(Grouping.records(of: text, TraceLanguage.allCases) == each)
        #expect(TraceFinder().parse(text) == nil)
    }

    @Test("A call without a place is .NET's, unless a tab stands in front")
    func callWithoutPlace() throws {
        let dotnet = "System.InvalidOperationException: no order\n   at Shop.Orders.Find()\n   at Shop.Program.Main()"
        #expect(try WrittenSample.single(dotnet, lines: 1...3).language == "dotnet")
        let java = "shop.OrderException: no order\n\tat shop.Orders.find()\n\tat shop.Program.main()"
        #expect(try WrittenSample.single(java, lines: 1...3).language == "java")
    }

    @Test("A panic's text goes on with a word that begins as the processor's registers do")
    func panicOfLines() throws {
        let log = """
            panic: no order
            Please call the shop

            goroutine 1 [running]:
            main.main()
            \t/srv/shop/main.go:9 +0x1d
            """
        #expect(try WrittenSample.single(log, lines: 1...6).exception.message == "no order\nPlease call the shop")
    }

    @Test("A line of the source that color-eyre shows is no function's name")
    func sourceLine() throws {
        let log = """
            The application panicked (crashed).
            Message:  no order
            Location: src/main.rs:12

              ━━━━━━━━━━━━━━━━━━━━━ BACKTRACE ━━━━━━━━━━━━━━━━━━━━━
               9: shop::charge::hbcd4195430211455
                  at /srv/shop/src/main.rs:12
                  11 │ fn charge() {
                  >12 │     shop::take()
              10: shop::main::hbcd4195430211456
                  at /srv/shop/src/main.rs:20
            2026-11-21 04:14:00 INFO next
            """
        let found = try WrittenSample.single(log, lines: 1...11)
        #expect(found.exception.frames.map(\.line) == [12, 20])
    }
}
