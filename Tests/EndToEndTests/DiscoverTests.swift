import Testing

@Suite("discover names the logs of a host", .timeLimit(.minutes(10)))
struct DiscoverTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("its rule files are good, tail what was found, and are never overwritten")
    func writes() async throws {
        let line = "2026-11-20 10:00:00,123 ERROR [main] com.acme.Shop - order 17 failed\n"
        try folder.write(line, to: "log/shop.log")
        try folder.write("just some words\n", to: "log/words.log")
        let words = ["discover", folder.path("log"), "--rules", folder.path("rules.d")]
        let looked = try await Program.run(words, in: folder)
        #expect(looked.status == 0, "\(looked.errors)")
        #expect(looked.output.contains("shop.log") && looked.output.contains("log4j  fits 100 %"))
        #expect(looked.output.contains("order 17 failed") && looked.errors.contains("1 of unknown form"))
        let unwritten = try await Program.run(["check", folder.path("rules.d")], in: folder)
        #expect(unwritten.status == 1)

        let written = try await Program.run(words + ["--write"], in: folder)
        #expect(written.status == 0 && written.errors.contains("local-log4j.yaml"), "\(written.errors)")
        let checked = try await Program.run(["check", folder.path("rules.d")], in: folder)
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        let again = try await Program.run(words + ["--json"], in: folder)
        #expect(again.output.contains(#""state":"tailed","rules":"local-log4j""#))

        try folder.write(line, to: "log/other.log")
        let refused = try await Program.run(words + ["--write"], in: folder)
        #expect(refused.status == 1 && refused.errors.contains("stays as it is"))
        #expect(refused.errors.contains("other.log"))
    }

    @Test("a directory that is not there is an error")
    func missing() async throws {
        let outcome = try await Program.run(["discover", folder.path("nowhere")], in: folder)
        #expect(outcome.status == 3 && outcome.errors.contains("there is no such file or directory"))
    }
}
