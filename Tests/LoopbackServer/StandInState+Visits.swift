import WireFormat

// What the real server does with requests other than posts of events.

extension StandInState {
    /// Known parameters become the event's own, keys are passed over, the others go to `data`, as texts.
    mutating func acceptQuery(_ request: SeenRequest) -> StandInAnswer {
        var event: JSONObject = ["type": "log"]
        var data = JSONObject()
        for (name, value) in request.queryItems {
            switch name.lowercased() {
            case "type", "source", "message", "date", "geo": event[name.lowercased()] = .string(value)
            case "reference": event["reference_id"] = .string(value)
            case "count": event["count"] = Int64(value).map { .integer($0) }
            case "value": event["value"] = Double(value).map { .number($0) }
            case "tags": event["tags"] = .array(value.split(separator: ",").map { .string(String($0)) })
            case "identity": data["@user"] = ["identity": .string(value)]
            case "identity.name":
                var user = data["@user"]?.object ?? [:]
                user["name"] = .string(value)
                data["@user"] = .object(user)
            case "access_token", "api_key", "apikey": break
            case _: data[name] = .string(value)
            }
        }
        if !data.isEmpty { event["data"] = .object(data) }
        let json = JSONValue.object(event)
        keep([ReceivedEvent(referenceID: event["reference_id"]?.text, bytes: json.encoded(), json: json)])
        return taken(status: 200)
    }

    /// The route asks for an ID of the right form, the model for an address or a text.
    mutating func acceptDescription(_ request: SeenRequest) -> StandInAnswer {
        guard let id = request.described, (8...100).contains(id.count),
            id.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || Character(UnicodeScalar($0)).isLetter || $0.isDigit })
        else { return StandInAnswer(status: 404) }
        guard request.header("Content-Type")?.hasPrefix("application/json") == true else {
            return StandInAnswer(status: 415)
        }
        guard let json = try? JSONReader.parse(request.body), json.object != nil else {
            return StandInAnswer(status: 400)
        }
        let address = json["email_address"]?.text
        guard address?.contains("@") ?? (json["description"]?.text?.isEmpty == false) else {
            return StandInAnswer(status: 422)
        }
        ledger.descriptions.append(ReceivedDescription(referenceID: String(id), json: json))
        return taken(status: 202)
    }

    /// Without an id there is nothing to do, and all is well.
    mutating func acceptHeartbeat(_ request: SeenRequest) -> StandInAnswer {
        let items = request.queryItems
        if let session = items.first(where: { $0.name == "id" })?.value, !session.isEmpty {
            let closes = items.first { $0.name == "close" }?.value == "true"
            ledger.heartbeats.append(ReceivedHeartbeat(session, closes: closes))
        }
        return StandInAnswer(status: 200)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
