import Model

/// A frame of code that was compiled to the machine's own, as debuggers, sanitizers and the C library print it.
struct MachineFrame {
    /// Its number in the stack, where that is printed.
    var number: Int?
    var function: Bytes?
    var place: SourcePlace?
    private var image: Bytes?

    /// `    #0 0xADDR in FUNC FILE:LINE:COLUMN` or `... FUNC (IMAGE+0xOFF)`, as sanitizers print it; one of them leaves
    /// the address out.
    init?(sanitizer line: Bytes) {
        guard line.first?.isBlank == true, let (number, rest) = Self.number(line.trimmedStart), rest.first == 0x20
        else {
            return nil
        }
        var text = rest.dropFirst()
        self.number = number
        if text.begins(with: "0x") {
            guard let blank = text.firstIndex(of: 0x20) else { return nil }
            text = text.from(blank + 1)
            if let rest = text.dropping("in ") { text = rest } else if text.first != UInt8(ascii: "(") { return nil }
        }
        text = text.trimmedEnd
        if text.last == UInt8(ascii: ")"), let build = text.findLast(" (BuildId: ") { text = text.upTo(build) }
        if text.last == UInt8(ascii: ")"), let open = text.findLast("("), text.from(open).contains("+0x") {
            image = text[(open + 1)..<(text.endIndex - 1)]
            text = text.upTo(open).trimmedEnd
        }
        if let blank = text.lastIndex(of: 0x20), let place = SourcePlace(text.from(blank + 1)),
            place.end == text.endIndex
        {
            self.place = place
            text = text.upTo(blank)
        }
        if text.ends(with: " <null>") { text = text.dropLast(7) }
        if !text.isEmpty { function = text }
        guard function != nil || image != nil else { return nil }
    }

    /// `#0  0xADDR in FUNC (ARGS) at FILE:LINE` or `... from IMAGE`, as gdb prints it.
    init?(gdb line: Bytes) {
        guard line.first == UInt8(ascii: "#"), let (number, rest) = Self.number(line), rest.first == 0x20 else {
            return nil
        }
        self.number = number
        var text = rest.trimmed
        let hasAddress = text.begins(with: "0x")
        if hasAddress {
            guard let mark = text.find(" in ") else { return nil }
            text = text.from(mark + 4)
        }
        guard let arguments = text.find(" (", from: text.startIndex + 1) ?? text.find("(") else {
            guard text.begins(with: "<signal handler called>") else { return nil }
            function = text
            return
        }
        // A template's arguments and an operator's name hold parentheses, too; those of the call stand behind a blank.
        function = text.upTo(arguments)
        let tail = text.from(arguments)
        if let mark = tail.findLast(") at "), let place = SourcePlace(tail.from(mark + 5)) {
            self.place = place
        } else if let mark = tail.findLast(") from ") {
            image = tail.from(mark + 7)
        } else if !hasAddress {
            return nil
        }
    }

    /// `#0  0xADDR SYMBOL (IMAGE + 0xOFF)` as systemd prints it; `n/a` is no name.
    init?(dump line: Bytes) {
        guard line.first == UInt8(ascii: "#"), let (number, rest) = Self.number(line) else { return nil }
        let text = rest.trimmed
        guard text.begins(with: "0x"), text.last == UInt8(ascii: ")"), let open = text.findLast(" ("),
            let plus = text.findLast(" + 0x"), plus > open, let blank = text.firstIndex(of: 0x20), blank <= open
        else { return nil }
        (self.number, image) = (number, text[(open + 2)..<plus])
        let name = text.upTo(open).from(blank).trimmed
        if !name.isEmpty, !name.equals("n/a") { function = name }
    }

    /// `IMAGE(SYMBOL+0xOFF)[0xADDR]` as the C library prints it, or with `FILE:LINE` in the image's place.
    init?(symbols line: Bytes) {
        guard line.last == UInt8(ascii: "]"), let open = line.lastIndex(of: UInt8(ascii: "[")),
            line.from(open).begins(with: "[0x"), !line.upTo(open).isEmpty
        else { return nil }
        let text = line.upTo(open).trimmedEnd
        guard text.last == UInt8(ascii: ")") else {
            guard text.first == UInt8(ascii: "/"), !text.contains(0x20) else { return nil }
            image = text
            return
        }
        guard let paren = Self.opening(text), paren > text.startIndex, !text.upTo(paren).contains(0x20) else {
            return nil
        }
        let name = text[(paren + 1)..<(text.endIndex - 1)]
        if let place = SourcePlace(text.upTo(paren)), place.end == paren {
            self.place = place
        } else {
            image = text.upTo(paren)
        }
        let symbol = name.findLast("+0x").map { name.upTo($0) } ?? name
        if !symbol.isEmpty { function = symbol }
    }

    /// `    @     0xADDR  SYMBOL`; Abseil prints the frame's size between them.
    init?(glog line: Bytes) {
        guard line.first == 0x20, let text = line.trimmedStart.dropping("@ ") else { return nil }
        let address = text.trimmedStart.prefix { !$0.isBlank }
        guard address.begins(with: "0x") || address.equals("(nil)") else { return nil }
        var name = text.from(address.endIndex).trimmed
        let size = name.prefix(while: \.isDigit)
        if !size.isEmpty, name.from(size.endIndex).first == 0x20 { name = name.from(size.endIndex).trimmedStart }
        if !name.isEmpty, !name.equals("(unknown)") { function = name }
    }

    /// Where the parentheses open that the text's last byte closes; a symbol may have arguments of its own.
    private static func opening(_ text: Bytes) -> Int? {
        var depth = 0
        for index in text.indices.reversed() {
            if text[index] == UInt8(ascii: ")") { depth += 1 }
            guard text[index] == UInt8(ascii: "(") else { continue }
            depth -= 1
            if depth == 0 { return index }
        }
        return nil
    }

    private static func number(_ text: Bytes) -> (Int, rest: Bytes)? {
        guard text.first == UInt8(ascii: "#") else { return nil }
        let digits = text.dropFirst().prefix(while: \.isDigit)
        guard digits.count <= 6, let number = digits.decimal else { return nil }
        return (number, text.from(digits.endIndex))
    }

    /// A frame without a name has two question marks, as debuggers print them.
    var frame: Frame {
        Frame(
            method: function?.text ?? "??", file: place?.file.text, line: place?.line, column: place?.column,
            isApplication: !isLibrary)
    }

    private static let functions: [StaticString] = [
        "_start", "abort", "raise", "__GI_raise", "__GI_abort", "??", "__restore_rt", "call_init", "start_thread",
        "clone", "clone3", "malloc", "free", "calloc", "realloc", "<signal handler called>", "handle_fatal_signal",
        "my_print_stacktrace",
    ]

    private static let prefixes: [StaticString] = [
        "__libc_", "__interceptor_", "__asan", "__lsan", "__tsan", "__ubsan", "__sanitizer", "__pthread", "__cxa_",
        "__cxxabiv1::", "__gnu_cxx::", "std::", "__GI_", "operator new", "operator delete", "_dl_", "__assert",
        "gsignal", "__str", "__mem", "google::",
    ]

    private static let sources: [StaticString] = [
        "libsanitizer", "../sysdeps/", "./nptl/", "./stdlib/", "./csu/", "../csu/", "/usr/include/", "compiler-rt/",
    ]

    private var isLibrary: Bool {
        guard let function else { return true }
        let name = function.upTo(function.firstIndex(of: UInt8(ascii: "(")) ?? function.endIndex)
        if Self.functions.contains(where: { name.equals($0) }) { return true }
        if Self.prefixes.contains(where: { function.begins(with: $0) }) { return true }
        if let file = place?.file, Self.sources.contains(where: { file.contains($0) }) { return true }
        guard let image else { return false }
        if image.begins(with: "libc.so") || image.begins(with: "libstdc++.so") { return true }
        return image.begins(with: "/lib/") || image.begins(with: "/usr/lib/") || image.begins(with: "/lib64/")
    }
}
