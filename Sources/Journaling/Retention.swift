package import Model
package import WireFormat

/// At most so many events leave in one call, so that no commit waits long for it.
package let expiredMax = 5_000

extension Journal {
    /// For a project without a server: lets go of the oldest events that came in longer than `keep` before `now`, and
    /// of the oldest beyond `maxSize` of bodies. They are counted as lost: `expired`.
    ///
    /// How many. If it is `expiredMax`, there are more: the caller calls again when it has time.
    @discardableResult
    package func expire(
        _ project: String, keep: Duration, maxSize: ByteCount, now: Timestamp
    ) throws(JournalError) -> Int {
        let oldest = now.advanced(by: .zero - keep)
        return try transaction { connection throws(SQLiteFault) in
            let id = try connection.projectID(project)
            let held = try connection.integer("SELECT bytes FROM projects WHERE id = ?", .integer(id)) ?? 0
            var excess = ByteCount(held) - maxSize
            var gone: [Int64] = []
            let select = try connection.prepared(
                "SELECT seq, length(body), stored FROM events WHERE project = ? ORDER BY seq LIMIT ?")
            try select.forEach([.integer(id), SQLValue(expiredMax)]) { row in
                guard excess > .zero || row.integer(2) < oldest.nanoseconds else { return false }
                gone.append(row.integer(0))
                excess = excess - ByteCount(row.integer(1))
                return true
            }
            guard !gone.isEmpty else { return 0 }
            try connection.deleteEvents(gone)
            try connection.add([Loss(reason: .expired, count: gone.count, project: project)], date: now)
            return gone.count
        }
    }
}
