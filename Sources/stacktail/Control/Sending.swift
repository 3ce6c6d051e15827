import Agent
import ArgumentParser
import Journaling
import Model
import Page
import Platform
import Setup
import Transport
import WireFormat

/// Brings an event of one's own into the journal, and with `--wait` to the server.
struct Sending {
    let common: CommonOptions
    let delivery: DeliveryOptions

    /// Without an agent and without `--wait`: enough for a server that is well, and no longer than a script bears.
    private static let briefly = Duration.seconds(5)

    /// Prints what became of it; throws its exit status if that is not 0.
    func send(_ event: ManualEvent) async throws {
        var event = event
        event.isForced = delivery.force
        let places = try common.places()
        let way = try await StateDoor(places: places).pass(.send(event.json)) { try await alone(event) }
        switch way {
        case .agent(let answer):
            guard let outcome = Intake.Outcome(answer) else { throw Self.misunderstood(answer) }
            let receipt = try taken(outcome)
            try await finish(receipt, waiting(for: receipt, at: places.socketPlaces))
        case .own(let (receipt, end)): try await finish(receipt, end)
        }
    }

    // MARK: - With an agent

    /// Asks the agent until it is known, or for as long as was said.
    private func waiting(for receipt: Intake.Receipt, at places: [Path]) async throws -> OwnDelivery.End? {
        guard let wait = delivery.wait, !receipt.isLocal else { return nil }
        let clock = SystemClock()
        let deadline = clock.now().instant.advanced(by: wait)
        var pause = Duration.milliseconds(20)
        let request = ControlRequest.whereabouts(project: receipt.project, referenceID: receipt.referenceID)
        var end = OwnDelivery.End(whereabouts: .waiting)
        while clock.now().instant < deadline {
            switch ControlClient.reply(places, request) {
            case .answer(let answer):
                guard let whereabouts = Whereabouts(answer) else { throw Self.misunderstood(answer) }
                end = OwnDelivery.End(whereabouts: whereabouts, trouble: answer["trouble"]?.text)
                if whereabouts != .waiting { return end }
            // It may be starting anew: its successor knows what became of the event, too.
            case .nobody: end.trouble = "the agent stopped before it had sent it; the next one does"
            case .unanswered(let text), .denied(let text): end.trouble = text
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
        return end
    }

    private static func misunderstood(_ answer: JSONValue) -> ExitCode {
        Tell.error(answer["error"]?.text ?? "the agent's answer is none that this program understands")
        return .couldNotRun
    }

    // MARK: - Without one

    private func alone(_ event: ManualEvent) async throws -> (Intake.Receipt, OwnDelivery.End?) {
        let configuration = try common.configuration()
        let station = try Station.open(configuration, log: OwnLogger(configuration.log))
        do {
            let outcome = Intake(configuration, station).take(event, at: SystemClock().now().wall)
            let receipt = try taken(outcome)
            var end: OwnDelivery.End?
            if !receipt.isLocal {
                let delivery = OwnDelivery(
                    station: station, project: receipt.project, referenceID: receipt.referenceID)
                end = try await delivery.deliver(
                    within: self.delivery.wait ?? Self.briefly, givesUp: self.delivery.wait == nil)
            }
            for transport in station.transports { await transport.shutDown() }
            return (receipt, end)
        } catch {
            for transport in station.transports { await transport.shutDown() }
            throw error
        }
    }

    // MARK: - What is told

    private func taken(_ outcome: Intake.Outcome) throws -> Intake.Receipt {
        switch outcome {
        case .queued(let receipt):
            if receipt.isRepeated { Tell.note("an event with that reference id waits already; it is sent once") }
            if !receipt.cutMembers.isEmpty {
                Tell.note("longer than the server takes, and shortened: \(receipt.cutMembers.joined(separator: ", "))")
            }
            return receipt
        case .refused(let refusal):
            switch refusal.kind {
            case .invalid: throw ValidationError(refusal.text)
            case .unwanted:
                Tell.error("\(refusal.text); --force sends it all the same")
                throw ExitCode.problemsFound
            case .journal:
                Tell.error(refusal.text)
                throw ExitCode.couldNotRun
            }
        }
    }

    /// `end`: nil where it is left to the agent, or to nobody.
    private func finish(_ receipt: Intake.Receipt, _ end: OwnDelivery.End?) async throws {
        let state =
            switch end?.whereabouts {
            case nil: receipt.isLocal ? "kept" : "queued"
            case .waiting?: "queued"
            case .gone?: "accepted"
            case .quarantined?: "quarantined"
            }
        if delivery.json {
            let document: JSONValue = [
                "reference_id": .string(receipt.referenceID), "project": .string(receipt.project),
                "state": .string(state),
            ]
            try StandardStream.output.write(document.encoded() + [UInt8(ascii: "\n")])
        } else {
            try StandardStream.output.write(receipt.referenceID + "\n")
        }
        if receipt.isLocal { Tell.note("kept here: project \(receipt.project) has no server to send it to") }
        guard let end else { return }
        switch end.whereabouts {
        case .gone: return
        case .quarantined(let reason): Tell.error("the server refuses it: \(reason); see stacktail queue show")
        case .waiting:
            let reason = end.trouble ?? "the server has not taken it in time"
            guard delivery.wait != nil else {
                Tell.note("queued, and not sent yet: \(reason). The agent sends it, or the next 'stacktail send'")
                return
            }
            Tell.error("queued, and not accepted yet: \(reason)")
        }
        throw ExitCode.problemsFound
    }
}
