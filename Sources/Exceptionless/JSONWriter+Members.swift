import WireFormat

/// Members that are left out when there is nothing to say: the server takes a null inside a known block for a wrong
/// type.
extension JSONWriter {
    mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        string(text)
    }

    mutating func member(_ name: String, _ number: Int?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }

    mutating func member(_ name: String, _ number: Int64?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }

    mutating func member(_ name: String, _ flag: Bool?) {
        guard let flag else { return }
        self.name(name)
        bool(flag)
    }

    mutating func member(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        self.name(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    mutating func member(_ name: String, _ object: JSONObject) {
        guard !object.isEmpty else { return }
        self.name(name)
        value(.object(object))
    }

    /// An object member whose members `body` writes.
    mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        beginObject()
        body(&self)
        endObject()
    }

    /// An object member of what a dictionary holds, in the order of names, so that the same always gives the same
    /// bytes.
    mutating func member<Value>(
        _ name: String, _ values: [String: Value], _ write: (inout JSONWriter, String, Value) -> Void
    ) {
        guard !values.isEmpty else { return }
        object(name) { json in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { write(&json, name, value) }
        }
    }

    /// An array of objects, one for each element; `body` writes an element's members.
    mutating func objects<Element>(
        _ name: String, _ elements: [Element], _ body: (Element, inout JSONWriter) -> Void
    ) {
        guard !elements.isEmpty else { return }
        self.name(name)
        beginArray()
        for element in elements {
            beginObject()
            body(element, &self)
            endObject()
        }
        endArray()
    }
}
