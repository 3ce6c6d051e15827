import Agent
import Journaling
import Model
import Platform
import Synchronization

/// Delivers a project's queue from a command that holds the state itself, as the agent would.
struct OwnDelivery: Sendable {
    let station: Station
    let project: String
    let referenceID: String

    /// How it ended.
    struct End {
        var whereabouts: Whereabouts
        /// What sending says is the matter.
        var trouble: String?
    }

    /// Until the event has left the queue; not longer than `budget`, and where `givesUp`, not after the first trouble.
    func deliver(within budget: Duration, givesUp: Bool) async throws -> End {
        guard let outlet = station.outlets.first(where: { $0.half.project == project }) else {
            return End(whereabouts: .waiting)
        }
        let (news, telling) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let trouble = Word()
        let sender = ProjectSender(
            half: outlet.half, transport: outlet.transport, clock: SystemClock(),
            executor: try SerialThread(name: "sender"), report: { _ in }
        ) { counts in
            trouble.text = counts.trouble
            telling.yield()
        }
        await sender.start()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.departure(news, orTrouble: givesUp ? trouble : nil) }
            group.addTask { try? await Task.sleep(for: budget) }
            await group.next()
            group.cancelAll()
        }
        await sender.stop(within: .seconds(1))
        return End(whereabouts: try whereabouts(), trouble: trouble.text)
    }

    private func departure(_ news: AsyncStream<Void>, orTrouble trouble: Word?) async {
        for await _ in news {
            if trouble?.text != nil || (try? whereabouts()) != .waiting { return }
        }
    }

    private func whereabouts() throws(JournalError) -> Whereabouts {
        try station.journal.whereabouts(project, referenceID: referenceID)
    }
}

/// The last that was said, for several threads.
private final class Word: Sendable {
    private let guarded = Mutex<String?>(nil)

    var text: String? {
        get { guarded.withLock { $0 } }
        set { guarded.withLock { $0 = newValue } }
    }
}
