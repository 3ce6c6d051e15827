import Exceptionless
import Model
import Records
import Rules
import Setup
import Tailing
import Testing
import WireFormat

/// The same program failing in another process, at other addresses, gives the same stack at the server.
@Suite("The same fault is one stack") struct SameFaultTests {
    @Test("Every trace of the corpus, with the numbers of another run")
    func anotherRun() {
        var changed = 0
        for sample in Sample.traces {
            let again = AnotherRun.of(String(decoding: sample.log, as: UTF8.self))
            if Array(again.utf8) != sample.log { changed += 1 }
            let (first, second) = (Signatures.of(sample.log), Signatures.of(Array(again.utf8)))
            #expect(first == second, "\(sample.name)")
        }
        #expect(changed > 60)
    }

    @Test("Two runs are one stack, and another fault is another", arguments: Fault.all)
    private func perLanguage(_ fault: Fault) {
        func stacks(_ text: String) -> [String] { Signatures.of(Array(text.utf8)) }
        let first = stacks(fault.first)
        #expect(first.count == 1)
        #expect(stacks(fault.again) == first)
        #expect(stacks(fault.other).count == 1)
        #expect(stacks(fault.other) != first)
    }
}

/// A text with the numbers that the system, the runtime or the compiler would choose otherwise.
private enum AnotherRun {
    static func of(_ text: String) -> String {
        var text = text
        text.replace(/0x[0-9a-fA-F]+/) { "0x" + shifted($0.output.dropFirst(2)) }
        text.replace(/@([0-9a-f]{6,8})\b/) { "@" + shifted($0.output.1) }
        text.replace(/::h([0-9a-f]{16})/) { "::h" + shifted($0.output.1) }
        text.replace(/\$([0-9A-F]{16})/) { "$" + shifted($0.output.1) }
        text.replace(/(' \()([0-9]+)(\) panicked)/) { "\($0.output.1)\(shifted($0.output.2))\($0.output.3)" }
        text.replace(/(\ \+ |==|\(eval |<0\.|UTC \[|Lambda\$|fun-|__escript__)([0-9]+)/) {
            "\($0.output.1)\(shifted($0.output.2))"
        }
        text.replace(/(goroutine |threadid=|Thread-|[Pp]rocess |[Pp][Ii][Dd] )([0-9]+)/) {
            "\($0.output.1)\(shifted($0.output.2))"
        }
        return text
    }

    /// As many digits, each of them another but for zeros.
    private static func shifted(_ digits: Substring) -> String {
        let (from, to) = (Array("0123456789abcdefABCDEF"), Array("0234567891bcdefaBCDEFA"))
        return String(digits.map { digit in from.firstIndex(of: digit).map { to[$0] } ?? digit })
    }
}

private enum Signatures {
    static func of(_ log: [UInt8]) -> [String] {
        let file = Sample.traces[0].file
        let origin = Origin(path: Path("/x"), file: FileID(value: 1), ruleFile: file.name, project: file.project)
        var interpreter = Interpreter(file, of: origin, maker: EventMaker(), limits: Limits(), from: .beginning)
        var framer = LineFramer(limits: Limits(), from: .zero)
        let made =
            interpreter.feed(framer.feed(log), at: RuleTest.moment)
            + interpreter.feed(framer.flushPartial(), at: RuleTest.moment)
            + interpreter.finish(at: RuleTest.moment)
        return made.flatMap(\.events).filter { $0.queued.type == "error" }.map { event in
            let stack = (try? JSONReader.parse(event.queued.body))?["data"]?["@stack"]?["signature_data"]
            return stack.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "none"
        }
    }
}
