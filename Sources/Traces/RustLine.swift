import Model

/// A line of Rust's traces.
enum RustLine {
    /// `thread 'main' panicked at `, and behind it the message in quotes or the place.
    case panicked(thread: Bytes, rest: Bytes)
    /// `thread 'main' has overflowed its stack`
    case overflowed(thread: Bytes)
    /// `fatal runtime error: TEXT`
    case fatal(Bytes)
    /// `stack backtrace:`
    case backtrace
    /// `   4: SYMBOL`
    case frame(symbol: Bytes)
    /// `             at FILE:LINE:COLUMN`
    case place(SourcePlace)
    /// `note: run with ...`, and what is said before an abort.
    case note

    init?(_ line: Bytes) {
        switch line.first {
        case UInt8(ascii: "t"): self.init(thread: line)
        case UInt8(ascii: "f"):
            guard let text = line.dropping("fatal runtime error: ") else { return nil }
            self = .fatal(text)
        case UInt8(ascii: "s"), UInt8(ascii: "S"):
            guard line.dropFirst().trimmedEnd.equals("tack backtrace:") else { return nil }
            self = .backtrace
        case UInt8(ascii: "n"):
            guard line.begins(with: "note: ") else { return nil }
            self = .note
        case 0x20: self.init(indented: line)
        default: return nil
        }
    }

    private init?(thread line: Bytes) {
        if line.begins(with: "thread caused non-unwinding panic") || line.begins(with: "thread panicked while ") {
            self = .note
            return
        }
        guard let text = line.dropping("thread '"), let quote = text.find("' ") else { return nil }
        var rest = text.from(quote + 2)
        // Rust 1.91 and later print the system's number of the thread.
        if rest.first == UInt8(ascii: "("), let end = rest.find(") ") { rest = rest.from(end + 2) }
        if let place = rest.dropping("panicked at ") {
            self = .panicked(thread: text.upTo(quote), rest: place)
        } else if rest.begins(with: "has overflowed its stack") {
            self = .overflowed(thread: text.upTo(quote))
        } else {
            return nil
        }
    }

    private init?(indented line: Bytes) {
        let text = line.trimmedStart
        if let rest = text.dropping("at ") {
            guard let place = SourcePlace(rest), place.end == rest.endIndex else { return nil }
            self = .place(place)
            return
        }
        let digits = text.prefix(while: \.isDigit)
        if !digits.isEmpty, digits.count <= 5, let symbol = text.dropFirst(digits.count).dropping(": ") {
            self = .frame(symbol: symbol.trimmedStart)
        } else if digits.isEmpty, text.startIndex - line.startIndex == 6, text.contains("::") {
            // What was inlined into the frame above has no number.
            self = .frame(symbol: text)
        } else {
            return nil
        }
    }

    /// Whether a program's `Error: ` shows a value as Rust's `main` does: a struct, a tuple or a text in quotes.
    static func isReturned(_ text: Bytes) -> Bool {
        if text.first == UInt8(ascii: "\"") { return text.count > 2 && text.trimmedEnd.last == UInt8(ascii: "\"") }
        let name = text.prefix { $0.isWord }
        guard name.first?.isUpper == true, let last = text.trimmedEnd.last else { return false }
        let rest = text.dropFirst(name.count)
        return rest.begins(with: " { ") && last == UInt8(ascii: "}") && rest.contains(": ")
            || rest.begins(with: "(") && last == UInt8(ascii: ")")
    }

    /// The frame of a symbol, which in full has an address before and a hash behind.
    static func frame(_ symbol: Bytes, _ place: SourcePlace?) -> Frame {
        var name = symbol.trimmedEnd
        if name.begins(with: "0x"), let dash = name.find(" - ") { name = name.from(dash + 3) }
        if name.count > 19, name.has("::h", at: name.endIndex - 19),
            name.suffix(16).allSatisfy({ $0.isDigit || $0 &- 0x61 < 6 })
        {
            name = name.dropLast(19)
        }
        // color-eyre prints so what has no hash.
        if name.count > 9, name.ends(with: "<unknown>") { name = name.dropLast(9) }
        return Frame(
            method: name.text, file: place?.file.text, line: place?.line, column: place?.column,
            isApplication: !isLibrary(name, place))
    }

    private static let libraries: [StaticString] = [
        "std", "core", "alloc", "__rustc", "backtrace", "tokio", "futures", "futures_util", "anyhow", "eyre", "hyper",
        "rayon_core", "test", "panic_unwind", "proc_macro",
    ]

    private static let functions: [StaticString] = [
        "rust_begin_unwind", "rust_panic", "__rust_start_panic", "_start", "main", "<unknown>", "clone", "clone3",
        "start_thread", "__libc_start_main", "__libc_start_call_main", "__libc_start_main_impl", "rust_eh_personality",
    ]

    private static func isLibrary(_ name: Bytes, _ place: SourcePlace?) -> Bool {
        if let file = place?.file {
            let isFetched =
                file.contains("/rustc/") || file.contains("/rustc-") || file.contains("/.cargo/registry/")
                || file.contains("/.cargo/git/") || file.contains("/rustlib/src/") || file.contains("/csu/")
            if isFetched { return true }
        }
        if functions.contains(where: { name.equals($0) }) { return true }
        var path = name.drop { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }
        if let rest = path.dropping("dyn ") { path = rest }
        let crate = path.prefix(while: \.isWord)
        return path.endIndex > crate.endIndex && libraries.contains { crate.equals($0) }
    }
}
