import Model
import Tailing
import Testing

@Suite("Glob")
struct GlobTests {
    @Test(arguments: [
        ("/var/log/*.log", "/var/log/a.log", true), ("/var/log/*.log", "/var/log/.a.log", false),
        ("/var/log/*.log", "/var/log/sub/a.log", false), ("/var/log/*.log", "/var/log/a.log/b", false),
        ("/var/log/.*", "/var/log/.a.log", true),
        ("/var/log/?.log", "/var/log/a.log", true), ("/var/log/?.log", "/var/log/ab.log", false),
        ("/var/log/*", "/var/log", false), ("/var/log/a*b*c", "/var/log/aXbbYcbc", true),
        ("/var/log/a*b*c", "/var/log/aXbbYcb", false), ("/var/log/*a", "/var/log/aaaaab", false),
        ("/srv/**/server.log", "/srv/server.log", true), ("/srv/**/server.log", "/srv/a/b/server.log", true),
        ("/srv/**/server.log", "/srv/a/.git/server.log", false), ("/srv/**/x/**/y", "/srv/a/x/b/x/y", true),
        ("/srv/**/x/**/y", "/srv/a/b/y", false), ("/srv/**", "/srv/a/b", true), ("/srv/**", "/srv", false),
        ("/log/[a-c]x", "/log/bx", true), ("/log/[!a-c]x", "/log/bx", false), ("/log/[^a-c]x", "/log/dx", true),
        ("/log/[]x]", "/log/]", true), ("/log/[a-]", "/log/-", true), ("/log/[*]", "/log/*", true),
        ("/log/[*]", "/log/a", false), ("/log/\\*", "/log/*", true), ("/log/\\*", "/log/a", false),
        ("/log/{a,b*}.log", "/log/bcd.log", true), ("/log/{a,b*}.log", "/log/c.log", false),
        ("/log/{a,{b,c}d}", "/log/cd", true), ("/{var,srv}/{x,}y", "/srv/y", true), ("/log/[{]", "/log/{", true),
        ("/log/\\{a\\}", "/log/{a}", true), ("//log//a", "/log/a", true), ("/log/a**b", "/log/aXYb", true),
        ("**/*.gz", "/var/log/a.gz", true), ("**/*.gz", "/a.gz", true), ("*.gz", "/var/log/.x.gz", true),
        ("old/*", "/var/log/old/x", true), ("old/*", "/var/log/older/x", false), ("**/old/**", "/v/old/a/b", true),
    ])
    func matches(pattern: String, path: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(Path(path)) == expected, "\(pattern) on \(path)")
    }

    @Test func bytesThatAreNoTextMatchToo() throws {
        #expect(try Glob("/log/*.log").matches(Path("/log").appending([0xFF, 0x0A] + Array(".log".utf8))))
    }

    @Test func knowsWhereToBegin() throws {
        #expect(try Glob("/var/log/app/*.log").literalBases == [Path("/var/log/app")])
        #expect(try Glob("/var/log/app.log").literalBases == [Path("/var/log")])
        #expect(try Glob("/{srv,opt/x}/*/a.log").literalBases == [Path("/opt/x"), Path("/srv")])
        #expect(try Glob("/*.log").literalBases == [Path("/")])
        #expect(try Glob("/srv/**/a").literalBases == [Path("/srv")])
    }

    @Test func knowsWhereNotToLook() throws {
        let glob = try Glob("/srv/*/logs/**/x.log")
        for path in ["/", "/srv", "/srv/a", "/srv/a/logs", "/srv/a/logs/b/c"] {
            #expect(glob.mayMatchBelow(Path(path)))
        }
        for path in ["/var", "/srv/.a", "/srv/a/tmp", "/srv/a/logs/.git"] { #expect(!glob.mayMatchBelow(Path(path))) }
        #expect(try !Glob("/srv/a.log").mayMatchBelow(Path("/srv/a.log")))
    }

    @Test(arguments: [("/log/[ab", 5), ("/log/{a,b", 5), ("/log/[b-a]", 6), ("/", 0), ("", 0)])
    func faultsHaveAPlace(pattern: String, position: Int) {
        let fault = #expect(throws: GlobFault.self) { try Glob(pattern) }
        #expect(fault?.position == position)
    }

    @Test func choicesHaveALimit() {
        #expect(throws: GlobFault.self) { try Glob("/" + String(repeating: "{a,b,c,d}", count: 5)) }
        #expect(throws: GlobFault.self) { try Glob("/" + String(repeating: "{a,b,c,d}", count: 500)) }
        #expect(throws: GlobFault.self) { try Glob(String(repeating: "/a", count: 64)) }
    }

    @Test("A pattern made to be slow is not")
    func hostilePattern() throws {
        let glob = try Glob("/" + String(repeating: "*a", count: 200) + "b")
        #expect(!glob.matches(Path("/" + String(repeating: "a", count: 255))))
        let deep = try Glob("/" + String(repeating: "**/a/", count: 30) + "b")
        #expect(!deep.matches(Path(String(repeating: "/a", count: 500))))
    }

    @Test func saysWhyAFileIsNotTailed() throws {
        let gzip = try Glob("**/*.gz")
        let set = GlobSet(include: [try Glob("/log/*")], exclude: [gzip])
        #expect(set.verdict(on: Path("/log/a.log")) == .tailed)
        #expect(set.verdict(on: Path("/log/a.gz")) == .excluded(by: gzip))
        #expect(set.verdict(on: Path("/srv/a.log")) == .notNamed)
        for name in ["a.log~", "a.swp", "a.dpkg-new", "#a#", "a.ucf-dist"] {
            #expect(set.verdict(on: Path("/log").appending(name)) == .leftover, "\(name)")
        }
        #expect(GlobSet.isLeftover(Path("/log/.#x")))
    }
}
