import Model

/// `at [LOADER/][MODULE[@VERSION]/]CLASS.METHOD(LOCATION)[ ~[JAR:VERSION]]`
struct JavaFrame {
    private var type: Bytes
    private var method: Bytes
    private var file: Bytes?
    private var line: Int?

    /// Nil unless the whole line is one.
    init?(_ text: Bytes) {
        let indent = text.indent
        guard let call = text.from(text.startIndex + indent).dropping("at ") else { return nil }
        let isTabbed = indent > 0 && text[text.startIndex + indent - 1] == 0x09
        self.init(call: Self.withoutPackaging(call.trimmedEnd), isTabbed: isTabbed)
    }

    /// Whether a frame's end is missing, as where a file was cut: below other frames only.
    static func isCut(_ text: Bytes) -> Bool {
        guard text.first == 0x09, let call = text.trimmedStart.dropping("at "), call.first?.isWord == true else {
            return false
        }
        return call.contains(UInt8(ascii: ".")) && !call.contains(where: \.isBlank)
    }

    private init?(call: Bytes, isTabbed: Bool) {
        guard call.last == UInt8(ascii: ")"), let paren = call.findLast("(") else { return nil }
        let qualified = Self.withoutModule(call.upTo(paren))
        guard let dot = qualified.lastIndex(of: UInt8(ascii: ".")), dot > qualified.startIndex,
            dot + 1 < qualified.endIndex, let first = qualified.first, first.isWord
        else { return nil }
        (type, method) = (qualified.upTo(dot), qualified.from(dot + 1))
        guard !type.contains(0x20), method.last != 0x20 else { return nil }
        guard takeLocation(call[(paren + 1)..<(call.endIndex - 1)], isTabbed: isTabbed) else { return nil }
    }

    private mutating func takeLocation(_ location: Bytes, isTabbed: Bool) -> Bool {
        // Without a place it would be a call of .NET, which never stands behind a tab.
        if location.isEmpty { return isTabbed }
        if location.equals("Native Method") || location.equals("Unknown Source") { return true }
        var name = location
        if let colon = location.lastIndex(of: UInt8(ascii: ":")), let number = location.from(colon + 1).decimal {
            (name, line) = (location.upTo(colon), number)
        }
        // Android prints an instruction's number for want of a line's.
        if name.equals("Unknown Source") { return true }
        // `<generated>` of a proxy's class, `<console>:12` of a shell.
        if name.first == UInt8(ascii: "<"), name.last == UInt8(ascii: ">"), name.count > 2, !name.contains(0x20) {
            file = name
            return true
        }
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot + 1 < name.endIndex,
            !name.contains(UInt8(ascii: "/")), !name.contains(UInt8(ascii: ":")), !name.contains(UInt8(ascii: ","))
        else {
            // Some compilers leave the ending away; then only the line tells a file from a parameter.
            file = name
            return line != nil && !name.isEmpty && name.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") }
        }
        file = name
        // Without a line it could be a parameter's type, which ends with a capitalised word.
        return name.from(dot + 1).allSatisfy(\.isWord) && (line != nil || name[dot + 1].isLower)
    }

    /// Without ` [shop-1.4.jar:na]` and the like at the end.
    private static func withoutPackaging(_ call: Bytes) -> Bytes {
        var call = call
        while call.last == UInt8(ascii: "]"), let bracket = call.lastIndex(of: UInt8(ascii: "[")) {
            var end = bracket
            if end > call.startIndex, call[end - 1] == UInt8(ascii: "~") { end -= 1 }
            guard end > call.startIndex, call[end - 1] == 0x20 else { return call }
            call = call.upTo(end).trimmedEnd
        }
        return call
    }

    /// Without the class loader and the module; a name of OpenJ9 with slashes in place of dots stays whole. A hidden
    /// class has a slash of its own, with its address behind.
    private static func withoutModule(_ qualified: Bytes) -> Bytes {
        guard var slash = qualified.lastIndex(of: UInt8(ascii: "/")) else { return qualified }
        let address = qualified.from(slash + 1).prefix { $0 != UInt8(ascii: ".") }
        if address.first?.isDigit == true {
            guard let next = qualified.upTo(slash).lastIndex(of: UInt8(ascii: "/")) else { return qualified }
            slash = next
        }
        let front = qualified.upTo(slash)
        let isWhole =
            !front.contains { ".@/$".utf8.contains($0) && $0 != UInt8(ascii: "/") } && front.last != UInt8(ascii: "/")
            && address.first?.isUpper == true
        if isWhole { return qualified }
        return qualified.from(slash + 1)
    }

    var frame: Frame {
        Frame(
            method: method.text, type: type.text, file: file?.text, line: line,
            isApplication: !Self.libraries.contains { dotted.begins(with: $0) })
    }

    private var dotted: Bytes {
        guard type.contains(UInt8(ascii: "/")) else { return type }
        return type.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ".") : $0 }[...]
    }

    private static let libraries: [StaticString] = [
        "java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.", "kotlin.", "kotlinx.", "_COROUTINE.",
        "scala.", "groovy.",
        "org.codehaus.groovy.", "org.apache.", "org.springframework.", "org.hibernate.", "org.junit.", "junit.",
        "org.eclipse.", "org.jboss.", "org.wildfly.", "io.undertow.", "io.netty.", "io.quarkus.", "io.micronaut.",
        "io.vertx.", "reactor.", "akka.", "com.fasterxml.", "com.google.common.", "com.zaxxer.hikari.",
        "org.postgresql.",
        "com.mysql.", "ch.qos.logback.", "org.slf4j.", "okhttp3.", "net.bytebuddy.", "clojure.", "android.",
        "androidx.",
        "dalvik.", "com.android.",
    ]
}
