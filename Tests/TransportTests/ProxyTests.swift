import Delivery
import Exceptionless
import LoopbackServer
import Testing
import Transport

@Suite("Proxies, as the environment names them", .timeLimit(.minutes(10)))
struct ProxyTests {
    @Test(
        arguments: [
            (["HTTPS_PROXY": "http://p:3128"], "https://a.example", "http://p:3128"),
            (["HTTPS_PROXY": "http://p:3128"], "http://a.example", nil),
            (["HTTP_PROXY": "p:3128"], "http://a.example", "http://p:3128"),
            (["http_proxy": "http://small:1", "HTTP_PROXY": "http://capital:2"], "http://a.example", "http://small:1"),
            (["https_proxy": "", "HTTPS_PROXY": "http://capital:2"], "https://a.example", nil),
            (["ALL_PROXY": "socks5://s"], "https://a.example", "socks5://s:1080"),
            (["ALL_PROXY": "http://all:1", "HTTPS_PROXY": "http://p:2"], "https://a.example", "http://p:2"),
            (["HTTPS_PROXY": "http://user:p%40ss@p:3128/"], "https://a.example", "http://p:3128"),
            (["HTTPS_PROXY": "http://[fd00::1]:3128"], "https://a.example", "http://fd00::1:3128"),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": "*"], "https://a.example", nil),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": "b.test, example"], "https://a.example", nil),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": ".example"], "https://example", nil),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": "*.example"], "https://a.example", nil),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": "ample"], "https://a.example", "http://p:80"),
            (["HTTPS_PROXY": "http://p", "no_proxy": "a.example:8443"], "https://a.example:8443", nil),
            (["HTTPS_PROXY": "http://p", "no_proxy": "a.example:8443"], "https://a.example", "http://p:80"),
            (["HTTPS_PROXY": "http://p", "NO_PROXY": "fd00::7"], "https://[fd00::7]", nil),
            (["HTTPS_PROXY": "http://p"], "https://127.0.0.1:8443", nil),
            (["HTTPS_PROXY": "http://p"], "https://localhost", nil),
            (["HTTPS_PROXY": "http://p"], "https://127.example", "http://p:80"),
        ] as [([String: String], String, String?)])
    func theWay(environment: [String: String], server: String, proxy: String?) throws {
        let settings = try ProxySettings(environment: environment)
        #expect(settings.proxy(for: try #require(ServerURL(server)))?.description == proxy)
    }

    @Test(arguments: [
        "https://p:3128", "ftp://p", "http://", "http://p:0", "http://p:x", "http://p/path", "socks5://u:w@p",
    ])
    func whatIsNoProxyIsToldWithoutItsPassword(value: String) {
        #expect(throws: ProxyFault(place: "HTTPS_PROXY")) { try ProxySettings(environment: ["HTTPS_PROXY": value]) }
    }

    @Test func aPasswordNeverPrints() throws {
        let proxy = try #require(Proxy("http://user:secret@p:3128"))
        var dumped = ""
        dump(proxy, to: &dumped)
        for text in [dumped, "\(proxy)", String(reflecting: proxy)] { #expect(!text.contains("secret")) }
    }

    @Test(arguments: [
        ("https://collector.test", "collector.test:443"), ("http://collector.test:81", "collector.test:81"),
    ])
    func aProxyThatRefusesToConnectIsNamed(server: String, target: String) async throws {
        try await withStandIn { proxy in
            var options = TransportOptions(version: "1")
            options.proxies = try ProxySettings(proxy: proxy.url.replacing("//", with: "//user:word@"))
            try await withTransport(options) { transport in
                let request = try Collector(server).submit(events: [event("event-0001")])
                let failure = try await failure(of: request, over: transport)
                #expect(failure.kind == .proxy)
                #expect(failure.reason.hasPrefix("the proxy \(proxy.url) refuses to connect"), "\(failure)")
                let seen = try #require(proxy.ledger.requests.first)
                #expect([seen.method, seen.target] == ["CONNECT", target])
                #expect(seen.header("Proxy-Authorization") == "Basic dXNlcjp3b3Jk")
                #expect(seen.header("Authorization") == nil, "the proxy does not learn the key")
            }
        }
    }
}
