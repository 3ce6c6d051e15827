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
        let report = CheckReport(checking: book)
        #expect(report.diagnostics.rendered == "")
        #expect(report.testCount > 50)
    }

    @Test func theyAreAllThere() {
        #expect(
            book.files.map(\.name) == [
                "activemq", "airflow", "android-logcat", "apache-access", "apache-error", "asterisk", "auditd",
                "auth", "aws-alb", "bind", "cakephp", "cassandra", "celery", "cisco", "clickhouse", "cockroachdb",
                "codeigniter", "couchbase", "couchdb", "cri", "cups", "db2", "dnf", "docker", "dotnet-console",
                "dovecot", "elasticsearch", "erlang-sasl", "etcd", "exim", "firewall", "freeswitch", "go-log",
                "gunicorn", "hadoop", "haproxy", "hashicorp", "ibm-mq", "icinga2", "java-gc", "java-util-logging",
                "json-lines", "kafka", "kernel", "klog", "log4j", "log4net", "log4perl", "logback", "logstash",
                "maven", "mongodb", "monolog", "msbuild", "mysql-error", "mysql-slow", "nagios", "nginx-access",
                "nginx-error", "nlog", "node", "odoo", "openstack", "openvpn", "oracle-alert", "oracle-audit",
                "oracle-listener", "php-error", "postfix", "postgresql", "proftpd", "python-logging", "rabbitmq",
                "rails", "redis", "ruby-logger", "rust-tracing", "s3-access", "samba", "sap-hana", "serilog", "solr",
                "spdlog", "spring-boot", "sqlserver-errorlog", "squid-access", "squid-cache", "strongswan",
                "supervisor", "syslog", "tomcat", "trino", "unattended-upgrades", "unbound", "uvicorn", "uwsgi",
                "vmware", "vsftpd", "weblogic", "websphere", "wildfly", "windows-cbs", "zabbix", "zookeeper",
            ])
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
    private static let alike = ["logback": ["log4j", "logback"], "nginx-access": ["apache-access"]]

    @Test func noneFitsWhatIsNoLogOfTheirs() {
        let chooser = RuleChooser(book.files)
        for text in [
            "", "\n\n", "one\ntwo\nthree\n", "2026-11-20 10:00:00 status installed libc6:amd64 2.36-9\n",
            "Setting up libc6:amd64 (2.36-9) ...\r\nLog ended: 2026-11-20  10:00:00\r\n",
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
