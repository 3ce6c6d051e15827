import Exceptionless
import Model
import Setup
import Testing

@Suite struct ConfigurationTests {
    @Test func theWholeFormatIsUnderstood() throws {
        let configuration = try #require(read(whole).value)
        #expect(configuration.state == Path("/srv/state"))
        #expect(configuration.ruleDirectories == [Path("/a"), Path("/b")])
        #expect(configuration.projects.map(\.name) == ["default", "here"])
        #expect(!configuration.attach.host && !configuration.attach.isPrivateAllowed)
        #expect(configuration.redactions.count == 1)
        #expect(configuration.journal.sizeMax == ByteCount(2_000_000_000))
        #expect(configuration.journal.whenFull == .dropLowLevels)
        #expect(configuration.delivery.linger == .milliseconds(200))
        #expect(configuration.delivery.batchEventsMax == 100)
        #expect(configuration.delivery.retryMax == .seconds(600))
        #expect(configuration.limits.lineBytesMax == 65_536)
        #expect(configuration.limits.recordLinesMax == 100)
        #expect(configuration.log.level == .debug && configuration.log.format == .json)
    }

    @Test func aProjectKnowsItsServer() throws {
        let project = try #require(read(whole).value?.project(named: "default"))
        guard case .exceptionless(let server) = project.destination else { Issue.record("not a server"); return }
        #expect(server.server.description == "https://errors.example.com:8443/base")
        #expect(server.collector(userAgent: "x").configServer == server.server)
        #expect(server.settingsPoll == .seconds(120))
        #expect("\(server.apiKey)" == "****")
        #expect(project.levelWithoutSetting == .error)
        #expect(project.late == .drop)
    }

    @Test func theStandardServerHasThreeNames() throws {
        let text = "projects: { default: { exceptionless: { api_key: 0123456789 } } }"
        guard case .exceptionless(let server)? = read(text).value?.projects[0].destination else {
            Issue.record("not a server")
            return
        }
        let collector = server.collector(userAgent: "x")
        #expect(collector.server.description == "https://collector.exceptionless.io")
        #expect(collector.configServer.description == "https://config.exceptionless.io")
    }

    @Test func everyFaultIsToldAtOnce() {
        let checked = read(
            """
            stat: /x
            limits: { line: 3, record_lines: many, lyne: 1KiB }
            log: { level: loud }
            projects: { default: { local: { keep: 7 days } } }
            """)
        #expect(checked.value == nil)
        #expect(checked.diagnostics.map(\.line) == [1, 2, 2, 2, 3, 4])
        #expect(checked.diagnostics[0].help == "did you mean 'state'?")
    }

    @Test(arguments: [
        "limits: { memory: 256MB }"
    ])
    func whatHarmsNobodyIsOnlyAWarning(text: String) {
        let checked = read(text)
        #expect(checked.value != nil)
        #expect(checked.diagnostics.map(\.severity) == [.warning])
        #expect(checked.diagnostics.allSatisfy { $0.message.contains("is not supported yet") })
    }

    @Test func theWindowOfDuplicatesIsAMinuteUnlessTheFileSaysOtherwise() {
        #expect(read("state: /x").value?.duplicateWindow == .seconds(60))
        #expect(read("duplicates: { window: 5m }").value?.duplicateWindow == .seconds(300))
        #expect(read("duplicates: { window: 0s }").value?.duplicateWindow == .zero)
        #expect(read("duplicates: { window: 8d }").value == nil)
    }

    @Test func theWayToAServerMayBeTold() throws {
        let text = """
            projects:
              a:
                exceptionless:
                  api_key: 0123456789
                  heartbeat_server: https://heart
                  proxy: http://ann:word@p:3128
                  ca_file: /ca.pem
                  timeout: 9s
            """
        let checked = read(text)
        #expect(checked.diagnostics.isEmpty)
        guard case .exceptionless(let server)? = checked.value?.projects[0].destination else {
            Issue.record("not a server")
            return
        }
        #expect(server.collector(userAgent: "x").heartbeatServer.description == "https://heart")
        #expect(server.way.proxy?.description == "http://p:3128" && server.way.proxy?.credentials?.password == "word")
        #expect(server.way.caFile == Path("/ca.pem") && server.way.timeout == .seconds(9))
    }

    @Test func aLocalProjectHasNoLateEvents() {
        let checked = read("projects: { a: { local: {}, late: drop } }")
        #expect(checked.value != nil)
        #expect(
            checked.diagnostics.map(\.message) == ["'late' has no effect here: a local project takes events of any age"]
        )
    }

    @Test func textsAreMaskedWhereSettingsSayWhat() {
        let masked = read("projects: { a: { exceptionless: { api_key: 0123456789 }, mask_texts: true } }")
        #expect(masked.value?.projects[0].masksTexts == true && masked.diagnostics.isEmpty)
        #expect(read("projects: { a: { local: {} } }").value?.projects[0].masksTexts == false)
        let idle = read("projects: { a: { local: {}, mask_texts: true } }")
        #expect(idle.diagnostics.map(\.help) == ["'redact' is for all projects"])
    }

    @Test(arguments: ["127.0.0.1:7420", "127.1.2.3:80", "localhost:7420", "'[::1]:7420'"])
    func thePageIsServedOnThisHost(place: String) throws {
        let checked = read("status: { page: \(place) }")
        #expect(checked.diagnostics.isEmpty)
        #expect(try #require(checked.value).status.page?.host.isEmpty == false)
    }

    @Test(arguments: ["0.0.0.0:7420", "'[::]:7420'", "192.168.0.1:80", "example.com:80", "127.0.0.1.example.com:80"])
    func thePageIsNotServedToOthers(place: String) {
        let checked = read("status: { page: \(place) }")
        #expect(checked.value == nil)
        #expect(checked.diagnostics.allSatisfy { $0.message.hasSuffix("where other hosts reach it") })
        #expect(checked.diagnostics.allSatisfy { $0.help?.hasPrefix("use 127.0.0.1:") == true })
    }

    @Test func thePageIsOffUnlessItIsAskedFor() {
        #expect(read("state: /x").value?.status.page == nil)
        let off = read("status: { page: off }")
        #expect(off.diagnostics.isEmpty && off.value?.status.page == nil)
    }

    @Test func aProjectGoesToOnePlace() {
        #expect(messages("projects: { a: { local: {}, exceptionless: { api_key: 0123456789 } } }").count == 1)
        #expect(messages("projects: { a: }") == ["project 'a' says nothing about where events go"])
        #expect(messages("projects: { a: {} }") == ["project 'a' says nothing about where events go"])
        #expect(messages("projects: {}") == ["there must be at least one project"])
        #expect(read("projects: { a: { local: } }").value != nil)
    }

    private let whole = """
        state: /srv/state
        rules: [/a, /b]
        projects:
          default:
            exceptionless:
              server: https://errors.example.com:8443/base/
              api_key: ${KEY}
              settings_poll: 2m
            level_without_setting: error
            late: drop
          here:
            local: { keep: 1d, max_size: 10MB }
        attach: { host: false, private: false }
        redact:
          - { name: card, match: '\\b(?:\\d[ -]?){13,16}\\b', with: '[card]' }
        journal: { max_size: 2GB, when_full: drop_low_levels }
        delivery: { linger: 200ms, batch_events: 100, retry: { initial: 2s, max: 10m } }
        limits: { line: 64KiB, record_lines: 100, record: 1MiB, open_files: 16 }
        log: { level: debug, format: json }
        """

    private func read(_ text: String) -> Checked<Configuration> {
        Configuration.read(Array(text.utf8), name: "stacktail.yaml", in: Surroundings(["KEY": "0123456789abcdef"]))
    }

    private func messages(_ text: String) -> [String] { read(text).diagnostics.map(\.message) }
}

@Suite struct ConfigurationWithoutFileTests {
    @Test func withNothingAtAllTheProjectIsLocal() throws {
        let configuration = try #require(Configuration.load(nil, in: Surroundings()).value)
        guard case .local = configuration.projects[0].destination else { Issue.record("not local"); return }
        #expect(configuration.projects.map(\.name) == ["default"])
        #expect(configuration.ruleDirectories == [Path("/usr/share/stacktail/rules"), Path("/etc/stacktail/rules.d")])
    }

    @Test func aKeyInTheEnvironmentIsEnough() throws {
        let surroundings = Surroundings([
            "EXCEPTIONLESS_API_KEY": "0123456789", "EXCEPTIONLESS_SERVER": "http://127.0.0.1:5200",
        ])
        let checked = Configuration.load(nil, ruleDirectories: [Path("/r")], in: surroundings)
        let configuration = try #require(checked.value)
        guard case .exceptionless(let server) = configuration.projects[0].destination else {
            Issue.record("not a server")
            return
        }
        #expect(server.server.description == "http://127.0.0.1:5200")
        #expect(configuration.ruleDirectories == [Path("/r")])
    }

    @Test(arguments: ["short", "API_KEY_HERE", "has blanks in it", "line\nbreak0123"])
    func keysThatCannotBeRightAreRefusedUnseen(key: String) {
        let checked = Configuration.load(nil, in: Surroundings(["EXCEPTIONLESS_API_KEY": key]))
        #expect(checked.value == nil && checked.diagnostics.count == 1)
        if key != "API_KEY_HERE" { #expect(checked.diagnostics.allSatisfy { !$0.rendered().contains(key) }) }
    }

    @Test func aFileThatWasAskedForMustBeThere() {
        let checked = Configuration.load(Path("/none.yaml"), in: Surroundings())
        #expect(checked.value == nil)
        #expect(
            checked.diagnostics.map { $0.rendered() } == [
                """
                /none.yaml: error: cannot be read: there is no such file or directory
                      | make it, or leave out --config
                """
            ])
    }

    @Test func aStandardFileThatMayNotBeReadIsNotPassedOver() {
        let files = MemoryFiles(refused: ["/etc/stacktail/stacktail.yaml"])
        let checked = Configuration.load(nil, in: Surroundings(variable: { _ in nil }, files: files))
        #expect(checked.diagnostics.map(\.message) == ["cannot be read: permission denied"])
    }
}

@Suite struct SubstitutionTests {
    private let files = ["/run/key": "from-a-file-0123\n", "/creds/token": "a-credential-0123"]

    @Test(arguments: [
        ("${NAME}", "value"), ("a${NAME}b${NAME}", "avaluebvalue"), ("${file:/run/key}", "from-a-file-0123"),
        ("${credential:token}", "a-credential-0123"), ("$${NAME}", "${NAME}"), ("$NAME $", "$NAME $"),
    ])
    func textsAreReplaced(written: String, meant: String) throws {
        let checked = read("state: '\(written)'")
        #expect(checked.diagnostics.isEmpty)
        #expect(checked.value?.state == Path(meant))
    }

    @Test func whatIsMissingIsUnderlined() throws {
        let checked = read("state: '/x/${NAM}/${file:/nope}'\nlog: { level: '${credential:a/b}' }")
        #expect(
            checked.diagnostics.map { $0.rendered() } == [
                """
                c.yaml:1:12: error: the environment has no 'NAM'
                    1 | state: '/x/${NAM}/${file:/nope}'
                      |            ^~~~~~ set it, or write the value here
                """,
                """
                c.yaml:1:19: error: '/nope' cannot be read: there is no such file or directory
                    1 | state: '/x/${NAM}/${file:/nope}'
                      |                   ^~~~~~~~~~~~~ it must hold the value, and be readable for the \
                user that runs stacktail
                """,
                """
                c.yaml:2:16: error: 'a/b' is not a credential's name
                    2 | log: { level: '${credential:a/b}' }
                      |                ^~~~~~~~~~~~~~~~~
                """,
            ])
    }

    @Test func valuesAreTextAndNeverYAML() throws {
        let surroundings = Surroundings(["NAME": "x\nlog: { level: debug }"])
        let checked = Configuration.read(Array("state: ${NAME}".utf8), name: "c.yaml", in: surroundings)
        #expect(checked.value?.log.level == .info)
    }

    @Test func aSecretIsNotShownWhenItIsWrong() throws {
        let checked = read("log: { level: '${NAME}' }")
        #expect(checked.diagnostics.map(\.message) == ["the value is no level"])
    }

    private func read(_ text: String) -> Checked<Configuration> {
        let surroundings = Surroundings(["NAME": "value", "CREDENTIALS_DIRECTORY": "/creds"], files: files)
        return Configuration.read(Array(text.utf8), name: "c.yaml", in: surroundings)
    }
}

@Suite struct ScalarTests {
    @Test(arguments: [
        ("200ms", Duration.milliseconds(200)), ("90s", .seconds(90)), ("5m", .seconds(300)), ("2h", .seconds(7_200)),
        ("7d", .seconds(604_800)), ("0s", .zero),
    ])
    func durations(text: String, duration: Duration) {
        #expect(Scalars.duration(text) == duration)
        #expect(Scalars.text(of: duration) == (text == "90s" ? "90s" : text))
    }

    @Test(arguments: ["", "5", "s", "1.5s", "-1s", "5 m", "5M", "9999999999s", "５s"])
    func noDurations(text: String) { #expect(Scalars.duration(text) == nil) }

    @Test(arguments: [
        ("64KiB", Int64(65_536)), ("1MB", 1_000_000), ("512B", 512), ("1GiB", 1 << 30), ("3KB", 3_000),
    ])
    func sizes(text: String, bytes: Int64) { #expect(Scalars.size(text)?.value == bytes) }

    @Test(arguments: ["", "64", "KiB", "64 KiB", "64kib", "-1B"])
    func noSizes(text: String) { #expect(Scalars.size(text) == nil) }

    @Test(arguments: [
        ("127.0.0.1:7420", "127.0.0.1", 7420), ("[::1]:80", "::1", 80), ("localhost:0", "localhost", 0),
    ])
    func endpoints(text: String, host: String, port: Int) {
        #expect(Scalars.endpoint(text) == Endpoint(host: host, port: port))
    }

    @Test(arguments: ["7420", "host", "host:", ":1", "::1:80", "host:99999", "a b:1"])
    func noEndpoints(text: String) { #expect(Scalars.endpoint(text) == nil) }
}
