import WireFormat

/// A smaller event, of at most `bytesMax` bytes: its longest texts and lists cut, its identity, its stack and its
/// data's names kept. Nil if it cannot be made that small, or is no JSON object.
package func trimmed(_ body: [UInt8], toBytes bytesMax: Int) -> [UInt8]? {
    guard let event = (try? JSONReader.parse(body))?.object else { return nil }
    for (textMax, listMax) in [(16_384, 200), (4_096, 60), (1_024, 20), (256, 8), (64, 3)] {
        var smaller = JSONObject()
        for member in event.members {
            smaller[member.name] =
                untouched.contains(member.name) ? member.value : cut(member.value, textMax: textMax, listMax: listMax)
        }
        let trimmed = JSONValue.object(smaller).encoded()
        if trimmed.count <= bytesMax { return trimmed }
    }
    return nil
}

/// Members that say which event it is.
private let untouched: Set = ["type", "source", "date", "reference_id", "value", "count", "geo"]

private func cut(_ value: JSONValue, textMax: Int, listMax: Int) -> JSONValue {
    switch value {
    case .null, .bool, .integer, .number: return value
    case .string(let text): return .string(cut(text, textMax: textMax))
    case .array(let elements):
        return .array(elements.prefix(listMax).map { cut($0, textMax: textMax, listMax: listMax) })
    case .object(let object):
        var smaller = JSONObject()
        for member in object.members {
            // The values that the server stacks by.
            let isSignature = member.name == "signature_data"
            smaller[member.name] = isSignature ? member.value : cut(member.value, textMax: textMax, listMax: listMax)
        }
        return .object(smaller)
    }
}

private func cut(_ text: String, textMax: Int) -> String {
    guard text.utf8.count > textMax else { return text }
    var kept = text.utf8.prefix(textMax)
    // Not amid a character.
    while let last = kept.indices.last, String(kept) == nil { kept = kept[..<last] }
    return (String(kept) ?? "") + "…"
}
