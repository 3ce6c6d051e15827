package import Journaling
package import WireFormat

// The answers of the control socket to `send` and `whereabouts`, and back.

extension Intake.Outcome {
    /// Beside the protocol's version.
    package var json: JSONObject {
        switch self {
        case .queued(let receipt):
            [
                "reference_id": .string(receipt.referenceID), "project": .string(receipt.project),
                "local": .bool(receipt.isLocal), "repeated": .bool(receipt.isRepeated),
                "cut_members": .array(receipt.cutMembers.map { .string($0) }),
            ]
        case .refused(let refusal):
            ["refused": .string(refusal.kind.rawValue), "text": .string(refusal.text)]
        }
    }

    /// Nil if it is none.
    package init?(_ json: JSONValue) {
        if let kind = json["refused"]?.text.flatMap({ Intake.Kind(rawValue: $0) }), let text = json["text"]?.text {
            self = .refused(Intake.Refusal(kind, text))
            return
        }
        guard let id = json["reference_id"]?.text, let project = json["project"]?.text else { return nil }
        self = .queued(
            Intake.Receipt(
                project: project, referenceID: id, isLocal: json["local"] == true,
                isRepeated: json["repeated"] == true,
                cutMembers: json["cut_members"]?.elements?.compactMap(\.text) ?? []))
    }
}

extension Whereabouts {
    /// Beside the protocol's version.
    package var json: JSONObject {
        switch self {
        case .waiting: ["state": "waiting"]
        case .quarantined(let reason): ["state": "quarantined", "reason": .string(reason)]
        case .gone: ["state": "gone"]
        }
    }

    /// Nil if it is none.
    package init?(_ json: JSONValue) {
        switch json["state"]?.text {
        case "waiting": self = .waiting
        case "quarantined": self = .quarantined(reason: json["reason"]?.text ?? "")
        case "gone": self = .gone
        case _: return nil
        }
    }
}
