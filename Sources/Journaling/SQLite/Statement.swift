import CSQLite

/// A compiled statement. Each use binds all its arguments, runs it and leaves it ready for the next.
package final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(handle: OpaquePointer, of connection: OpaquePointer) {
        (self.handle, self.connection) = (handle, connection)
    }

    deinit { sqlite3_finalize(handle) }

    /// How many rows of the table it inserted, changed or deleted.
    @discardableResult
    package func run(_ values: [SQLValue]) throws(SQLiteFault) -> Int {
        defer { reset() }
        try bind(values)
        while try step() {}
        return Int(sqlite3_changes64(connection))
    }

    /// Gives each row until `body` answers false. The row is good only inside `body`.
    package func forEach(
        _ values: [SQLValue], _ body: (borrowing Row) throws(SQLiteFault) -> Bool
    ) throws(SQLiteFault) {
        defer { reset() }
        try bind(values)
        while try step(), try body(Row(statement: handle)) {}
    }

    private func reset() {
        // It repeats the error of the last step, which was thrown already.
        _ = sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func step() throws(SQLiteFault) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLiteFault(code: code, on: connection)
        }
    }

    private func bind(_ values: [SQLValue]) throws(SQLiteFault) {
        precondition(Int(sqlite3_bind_parameter_count(handle)) == values.count, "a value for each parameter")
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw SQLiteFault(code: code, on: connection) }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .text(""): sqlite3_bind_text(handle, index, "", 0, copied)
        case .text(var text):
            text.withUTF8 { utf8 in
                sqlite3_bind_text64(
                    handle, index, UnsafeRawPointer(utf8.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    UInt64(utf8.count), copied, UInt8(SQLITE_UTF8))
            }
        case .blob([]): sqlite3_bind_zeroblob(handle, index, 0)
        case .blob(let bytes):
            bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), copied)
            }
        }
    }
}

/// SQLITE_TRANSIENT: SQLite takes a copy. Its macro does not reach Swift.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A value in SQLite's terms.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// Null for nil, here and below.
    package init(_ number: (some BinaryInteger)?) { self = number.map { .integer(Int64($0)) } ?? .null }
    package init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
    package init(_ bytes: [UInt8]?) { self = bytes.map(SQLValue.blob) ?? .null }
    /// Sixteen bytes, the highest first.
    package init(_ number: UInt128) {
        self = .blob((0..<16).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
}

/// The row that a statement stands on. Columns count from 0.
package struct Row: ~Copyable {
    fileprivate let statement: OpaquePointer

    /// Telling null from 0 and from nothing.
    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
    /// 0 for null.
    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// None for null.
    package func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// Invalid UTF-8, which only a damaged file has, is replaced.
    package func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// All columns, whatever they hold; a number with a fraction, which no table of ours has, is cut.
    package var values: [SQLValue] {
        (0..<sqlite3_column_count(statement)).map { column in
            switch sqlite3_column_type(statement, column) {
            case SQLITE_NULL: .null
            case SQLITE_TEXT: .text(text(column))
            case SQLITE_BLOB: .blob(bytes(column))
            default: .integer(integer(column))
            }
        }
    }

    /// 128 bits, as `SQLValue` writes them.
    package func wide(_ column: Int32) throws(SQLiteFault) -> UInt128 {
        let bytes = bytes(column)
        guard bytes.count == 16 else { throw SQLiteFault.malformed("a 128-bit number of \(bytes.count) bytes") }
        return bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
