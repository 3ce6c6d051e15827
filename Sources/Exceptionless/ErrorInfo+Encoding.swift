import WireFormat

extension ErrorInfo {
    func encode(into json: inout JSONWriter) {
        encodeLevel(into: &json)
        json.objects("modules", modules) { module, json in module.encode(into: &json) }
        json.member("data", data)
    }

    /// One exception of the chain; the server knows no modules of a cause.
    private func encodeLevel(into json: inout JSONWriter) {
        json.member("type", type)
        json.member("message", message)
        json.member("code", code)
        json.objects("stack_trace", frames) { frame, json in frame.encode(into: &json) }
        if let targetMethod { json.object("target_method", targetMethod.encodeMethod) }
        if let inner {
            json.object("inner") { json in
                inner.encodeLevel(into: &json)
                json.member("data", inner.data)
            }
        }
    }
}

extension StackFrame {
    fileprivate func encode(into json: inout JSONWriter) {
        encodeName(into: &json)
        json.member("file_name", fileName)
        json.member("line_number", lineNumber)
        json.member("column", column)
        encodeRest(into: &json)
    }

    fileprivate func encodeMethod(into json: inout JSONWriter) {
        encodeName(into: &json)
        encodeRest(into: &json)
    }

    private func encodeName(into json: inout JSONWriter) {
        json.member("declaring_namespace", declaringNamespace)
        json.member("declaring_type", declaringType)
        json.member("name", name)
    }

    private func encodeRest(into json: inout JSONWriter) {
        if isSignatureTarget { json.member("is_signature_target", true) }
        json.member("module_id", moduleID)
        json.member("generic_arguments", genericArguments)
        json.objects("parameters", parameters) { parameter, json in
            json.member("name", parameter.name)
            json.member("type", parameter.type)
            json.member("type_namespace", parameter.typeNamespace)
            json.member("generic_arguments", parameter.genericArguments)
            json.member("data", parameter.data)
        }
        json.member("data", data)
    }
}

extension LoadedModule {
    fileprivate func encode(into json: inout JSONWriter) {
        json.member("module_id", id)
        json.member("name", name)
        json.member("version", version)
        json.member("is_entry", isEntry)
        json.member("created_date", created?.iso8601)
        json.member("modified_date", modified?.iso8601)
        json.member("data", data)
    }
}
