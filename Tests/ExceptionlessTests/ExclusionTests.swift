import Exceptionless
import Testing

@Suite struct ExcludedData {
    private let exclusions = DataExclusions(list: "*password*, card\nAuthorization;token")

    @Test func goesFromEveryBlock() {
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        let data: JSONObject = ["password": 1, "kept": [["Card": 2, "b": 3]]]
        let left: JSONObject = ["kept": [["b": 3]]]
        event.data = data
        event.simpleError = SimpleErrorInfo(type: "E")
        event.simpleError?.inner = SimpleErrorInfo(type: "F")
        event.simpleError?.inner?.data = data
        event.environment = EnvironmentInfo()
        event.environment?.data = data
        event.user = UserInfo(identity: "ann")
        event.user?.data = data
        event.userDescription = UserDescription(description: "d")
        event.userDescription?.data = data
        event.request = RequestInfo()
        event.request?.headers = ["authorization": ["Bearer x"], "Accept": ["a"]]
        event.request?.cookies = ["my_password": "1", "theme": "dark"]
        event.request?.postData = .object(data)
        event.request?.data = data
        let applied = exclusions.applied(to: event)
        #expect(applied.data == left)
        #expect(applied.simpleError?.inner?.data == left)
        #expect(applied.environment?.data == left)
        #expect(applied.user?.data == left)
        #expect(applied.userDescription?.data == left)
        #expect(applied.request?.headers == ["Accept": ["a"]])
        #expect(applied.request?.cookies == ["theme": "dark"])
        #expect(applied.request?.postData == .object(left))
        #expect(applied.request?.data == left)
    }

    @Test func postDataThatIsATextIsMasked() {
        var event = Event(type: "log", date: Timestamp(seconds: 0))
        event.request = RequestInfo()
        event.request?.postData = "user=ann&password=hunter2&page=3"
        event.message = "password=hunter2"
        let applied = exclusions.applied(to: event)
        #expect(applied.request?.postData == "user=ann&password=****&page=3")
        #expect(applied.message == "password=hunter2", "messages only where it is asked for")
    }

    @Test(arguments: [
        ("login password=hunter2 failed", "login password=**** failed"),
        ("password = hunter2, user=ann", "password = ****, user=ann"),
        ("new_password: 'two words' set", "new_password: '****' set"),
        (#"{"card":"4111 \"x\" 1111","b":1}"#, #"{"card":"****","b":1}"#),
        (#"body {\"token\":\"abc\",\"b\":1}"#, #"body {\"token\":\"****\",\"b\":1}"#),
        ("Authorization: Bearer abc.def next", "Authorization: **** next"),
        ("f(token=abc)", "f(token=****)"), ("token=abc;token=def", "token=****;token=****"),
        ("PASSWORD=a", "PASSWORD=****"), ("card=\"open", "card=\"****"),
        ("cards=4 tokens=5", "cards=4 tokens=5"), ("password=", "password="), ("token: \nnext", "token: \nnext"),
        ("the password is lost", "the password is lost"), ("naïve_password=ü", "naïve_password=****"),
    ])
    func valuesOfExcludedNamesAreMasked(text: String, masked: String) {
        #expect(exclusions.masked(text) == masked)
    }

    @Test func masksEveryTextWhereAsked() {
        let secret = "token=abc"
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        event.message = secret
        event.precedingLines = [secret]
        event.error = ErrorInfo(type: "E", message: secret)
        event.simpleError = SimpleErrorInfo(type: "E", message: secret, stackTrace: secret)
        event.stack = StackInfo(title: secret, stackTrace: secret)
        event.data = ["a": [["b": .string(secret)]]]
        let settings = ProjectSettings(version: 1, values: ["@@DataExclusions": "token"])
        #expect(text(settings.permitted(event)) == text(event))
        let masked = text(settings.permitted(event, masksTexts: true))
        #expect(!masked.contains("abc"))
        #expect(masked.ranges(of: "token=****").count == 8)
    }

    @Test func noExclusionsChangeNothing() {
        #expect(DataExclusions.none.masked("password=x") == "password=x")
        #expect(DataExclusions(list: " ,;\n").isEmpty)
        #expect(DataExclusions(["a"]).union(DataExclusions(["b*"])).excludes("bc"))
    }
}

@Suite struct PrivacySwitches {
    private var event: Event {
        var event = Event(type: "error", date: Timestamp(seconds: 0))
        event.user = UserInfo(identity: "ann")
        event.userDescription = UserDescription(emailAddress: "a@b", description: "d")
        event.environment = EnvironmentInfo()
        event.environment?.machineName = "m"
        event.environment?.ipAddress = "1"
        event.request = RequestInfo()
        event.request?.clientIPAddress = "2"
        event.request?.referrer = "http://h/p?q=1"
        event.request?.headers = [
            "Accept": ["a"], "COOKIE": ["c"], "Authorization": ["s"], "X-Forwarded-For": ["3"], "Referer": ["r"],
        ]
        event.request?.cookies = ["c": "1"]
        event.request?.postData = "p"
        event.request?.queryString = ["q": "1"]
        return event
    }

    @Test func eachTakesItsOwn() {
        let user = event.without(.user)
        #expect(user.user == nil && user.userDescription?.emailAddress == nil)
        #expect(user.userDescription?.description == "d")
        #expect(user.request?.headers["Authorization"] == nil)
        #expect(user.request?.cookies == ["c": "1"])
        #expect(event.without(.machineName).environment?.machineName == nil)
        #expect(event.without(.machineName).environment?.ipAddress == "1")
        let addresses = event.without(.addresses)
        #expect(addresses.environment?.ipAddress == nil && addresses.request?.clientIPAddress == nil)
        #expect(addresses.request?.headers["X-Forwarded-For"] == nil)
        #expect(event.without(.headers).request?.headers.isEmpty == true)
        let cookies = event.without(.cookies)
        #expect(cookies.request?.cookies.isEmpty == true && cookies.request?.headers["COOKIE"] == nil)
        #expect(event.without(.postData).request?.postData == nil)
        let query = event.without(.queryString)
        #expect(query.request?.queryString.isEmpty == true && query.request?.referrer == "http://h/p")
        #expect(event.without([]) == event)
    }

    @Test func theProjectsSwitchTakesAllButPlainHeaders() {
        let settings = ProjectSettings(version: 1, values: ["@@IncludePrivateInformation": "no"])
        let permitted = settings.permitted(event)
        #expect(permitted.request?.headers == ["Accept": ["a"]])
        #expect(permitted.request?.cookies.isEmpty == true && permitted.request?.postData == nil)
        #expect(permitted.userDescription == UserDescription(description: "d"))
    }
}

@Suite struct Robots {
    @Test func areNotWanted() {
        let settings = ProjectSettings(version: 1, values: ["@@UserAgentBotPatterns": "*bot*,*crawler*"])
        var event = Event(type: "404", date: Timestamp(seconds: 0))
        #expect(settings.verdict(for: event) == .send)
        event.request = RequestInfo()
        event.request?.userAgent = "Mozilla/5.0 (compatible; GoogleBot/2.1)"
        #expect(settings.verdict(for: event) == .discard(.robot("Mozilla/5.0 (compatible; GoogleBot/2.1)")))
        event.request?.userAgent = "curl/8"
        #expect(settings.verdict(for: event) == .send)
    }
}
