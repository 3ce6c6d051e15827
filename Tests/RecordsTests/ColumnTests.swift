import Model
import Patterns
import Records
import Testing
import WireFormat

/// Values in columns: whose they are, where an entry of them ends, and what lines between them are.
@Suite struct ColumnTests {
    private static let header = "#Fields: date time c-ip cs(User-Agent) sc-status\n"

    private func w3c() -> Layout {
        var layout = Layout(parse: .columns(.w3c))
        layout.header = Layout.w3cHeader
        return layout
    }

    private func fields(_ text: RecordText, _ layout: Layout) -> [String: String] {
        let record = RecordReader(layout: layout).read(text)
        return Dictionary(uniqueKeysWithValues: record.fields.map { ($0.name, string($0.value)) })
    }

    @Test func directivesAreNoEntriesAndJoinNone() {
        var dialogue = Dialogue(w3c())
        #expect(dialogue.write("#Software: x\n" + Self.header + "2026-11-20 10:00:00 ::1 a+b 200\n") == [])
        #expect(dialogue.write("#Date: y\n") == ["2026-11-20 10:00:00 ::1 a+b 200"])
        #expect(dialogue.finish() == [])
    }

    @Test func aFieldsLineNamesTheColumnsBelowIt() {
        var dialogue = Dialogue(w3c())
        let texts = dialogue.feed(
            Self.header + "2026-11-20 10:00:00 ::1 a+b 200\n#Fields: sc-status\tcs(Host)\n404\t-\n#\n")
        #expect(texts.count == 2)
        #expect(
            fields(texts[0], w3c()) == [
                "date": "2026-11-20", "time": "10:00:00", "c_ip": "::1", "cs_user_agent": "a b", "sc_status": "200",
            ])
        #expect(fields(texts[1], w3c()) == ["sc_status": "404"])
    }

    @Test func dateAndTimeAreOneTimeInUTC() {
        var dialogue = Dialogue(w3c())
        let texts = dialogue.feed(Self.header + "2026-11-20 10:00:00 - - -\n#\n")
        let record = RecordReader(layout: w3c()).read(texts[0])
        #expect(record.time == Timestamp(seconds: 1_795_168_800))
    }

    @Test func aLineOfTooManyOrTooFewValuesIsAnEntryWithWhatItHas() {
        var dialogue = Dialogue(w3c())
        let texts = dialogue.feed(Self.header + "2026-11-20 10:00:00\n2026-11-20 10:00:00 ::1 a 200 more\n#\n")
        #expect(fields(texts[0], w3c()) == ["date": "2026-11-20", "time": "10:00:00"])
        #expect(fields(texts[1], w3c())["column_6"] == "more")
    }

    @Test func withoutAHeaderAnEntryIsItsText() {
        var dialogue = Dialogue(w3c())
        let texts = dialogue.feed("2026-11-20 10:00:00 ::1\n#\n")
        let record = RecordReader(layout: w3c()).read(texts[0])
        #expect(record.fields == [])
        #expect(string(record.message) == "2026-11-20 10:00:00 ::1")
    }

    @Test func theNamesSurviveARestartOnceTheLinesAboveAreLearned() {
        var streams = Streams(layout: w3c(), limits: Limits(), from: .beginning)
        _ = streams.feed(LineBatch(lines: Self.header, from: 0), at: moment())
        var next = Streams(layout: w3c(), limits: Limits(), from: streams.resume)
        next.learn(LineBatch(lines: Self.header, from: 0))
        let line = LineBatch(lines: "2026-11-20 10:00:00 ::1 a 500\n", from: streams.resume.offset.value)
        let texts = next.feed(line, at: moment()) + next.finish(at: moment())
        #expect(texts.map { $0.columns?.names } == [["date", "time", "c_ip", "cs_user_agent", "sc_status"]])
        #expect(next.needsHeaderLines)
    }

    @Test func namesOutliveQuietTimes() {
        var streams = Streams(layout: w3c(), limits: Limits(), from: .beginning)
        _ = streams.feed(LineBatch(lines: Self.header, from: 0), at: moment())
        #expect(streams.isResting)
        streams.goOn(from: streams.end)
        let line = LineBatch(lines: "2026-11-20\n", from: streams.end.offset.value)
        let texts = streams.feed(line, at: moment()) + streams.finish(at: moment())
        #expect(texts.map { $0.columns?.names.count } == [5])
    }

    // MARK: - Comma-separated values

    private func csv(_ names: [String]? = ["time", "user", "message"], start: String? = nil) throws -> Layout {
        try Layout(start: start.map { try Pattern($0) }, parse: .columns(.csv(names: names)))
    }

    @Test func aQuotedValueHoldsLineFeedsDelimitersAndQuotes() throws {
        var dialogue = Dialogue(try csv())
        let texts = dialogue.feed("1,\"a, \"\"b\"\"\",\"one\n\ntwo, \"\"3\"\"\"\n2,b,three\n")
        #expect(texts.count == 1)
        #expect(fields(texts[0], try csv()) == ["time": "1", "user": "a, \"b\"", "message": "one\n\ntwo, \"3\""])
        #expect(dialogue.finish() == ["2,b,three"])
    }

    @Test func theFirstLineNamesTheColumnsAlsoWhenItComesAgain() throws {
        var dialogue = Dialogue(try csv(nil))
        let texts = dialogue.feed("Date Time,Host name,Host-Name\n1,a,b\nDate Time,Host name,Host-Name\n2,c,d\n3,\n")
        #expect(texts.map { string($0.bytes) } == ["1,a,b", "2,c,d"])
        #expect(fields(texts[1], try csv(nil)) == ["date_time": "2", "host_name": "c", "host_name_2": "d"])
    }

    @Test func aQuoteThatNobodyClosesEndsAtTheNextWholeEntry() throws {
        var dialogue = Dialogue(try csv())
        let log = "2026,a,\"lost\nno, entry, here\n2026,b\n2026,b,\"found\""
        #expect(dialogue.write(log) == ["2026,a,\"lost\nno, entry, here\n2026,b"])
        #expect(dialogue.finish() == ["2026,b,\"found\""])
    }

    @Test func aQuoteThatNobodyClosesEndsAtTheNextStart() throws {
        var dialogue = Dialogue(try csv(start: #"^\d{4},"#))
        #expect(dialogue.write("2026,a,\"lost\n7,b\n2026,b\n") == ["2026,a,\"lost\n7,b"])
    }

    @Test func aQuoteThatNobodyClosesEndsAtTheLimit() throws {
        var limits = Limits()
        limits.recordLinesMax = 3
        var dialogue = Dialogue(try csv(), limits: limits)
        #expect(dialogue.write("1,a,\"\nb\nc\nd\ne\n") == ["1,a,\"\nb\nc", "d"])
    }

    @Test func aQuoteAmidAValueIsALetter() throws {
        var dialogue = Dialogue(try csv())
        #expect(dialogue.write("1,5\" disk,x\n2,b,c\n") == ["1,5\" disk,x"])
    }

    @Test func howLinesAreCutIntoBatchesDoesNotShow() throws {
        let lines = ["1,\"a", "", "b\",x", "2026,b,\"lost", "2026,c,found", "3,d"]
        var whole = Dialogue(try csv())
        let expected = whole.write(lines.joined(separator: "\n")) + whole.finish()
        var pieces = Dialogue(try csv())
        var found: [String] = []
        for line in lines { found += pieces.write(line) }
        #expect(found + pieces.finish() == expected)
        #expect(expected.count == 4)
    }

    // MARK: - Header lines of other layouts

    @Test func aBannerAmongEntriesWithAStartJoinsNone() throws {
        var layout = Layout(start: try Pattern(#"^[IWEF]\d{4} "#))
        layout.header = try Pattern("^Log file created at: |^Running on machine: ")
        var dialogue = Dialogue(layout)
        let log = "I1120 a\n  more\nLog file created at: 2026\nRunning on machine: x\nW1120 b\n"
        #expect(dialogue.write(log) == ["I1120 a\n  more"])
        #expect(dialogue.resume == Int64(log.utf8.count - "W1120 b\n".utf8.count))
        #expect(dialogue.finish() == ["W1120 b"])
    }
}
