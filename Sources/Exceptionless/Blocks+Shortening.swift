import WireFormat

extension StackInfo {
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        stackTrace = stackTrace?.cutInside(toUTF8: step.stackTextMax)
        signature = Array(signature.prefix(step.membersMax))
        for place in signature.indices { signature[place].value = step.text(signature[place].value, "@stack", &cuts) }
    }
}

extension EnvironmentInfo {
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        fit(&cuts, textMax: min(max(step.textMax, 64), EventLimits.textMax))
        data = step.keepsExtras ? data.shortened(by: step, "@environment", &cuts) : cuts.emptied(data, "@environment")
    }
}

extension RequestInfo {
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        fit(&cuts, textMax: min(step.textMax, EventLimits.textMax))
        guard step.keepsExtras else { return keepBones(&cuts) }
        headers = step.members(of: headers, "@request", &cuts) { values, cuts in
            values.prefix(step.membersMax).map { step.text($0, "@request", &cuts) }
        }
        cookies = step.members(of: cookies, "@request", &cuts) { step.text($0, "@request", &$1) }
        postData = postData.map { $0.shortened(by: step, depth: step.depthMax, "@request", &cuts) }
        queryString = queryString.shortened(by: step, "@request", &cuts)
        data = data.shortened(by: step, "@request", &cuts)
    }

    /// Who asked whom for what.
    private mutating func keepBones(_ cuts: inout Cuts) {
        if !headers.isEmpty || !cookies.isEmpty || postData != nil || !queryString.isEmpty || !data.isEmpty {
            cuts.note("@request")
        }
        (headers, cookies, postData, queryString, data) = ([:], [:], nil, [:], [:])
    }
}

extension UserInfo {
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        fit(&cuts, textMax: min(step.textMax, EventLimits.textMax))
        data = step.keepsExtras ? data.shortened(by: step, "@user", &cuts) : cuts.emptied(data, "@user")
    }
}

extension UserDescription {
    mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        description = description.map { step.stackText($0, "@user_description", &cuts) }
        data =
            step.keepsExtras
            ? data.shortened(by: step, "@user_description", &cuts) : cuts.emptied(data, "@user_description")
    }
}

extension SimpleErrorInfo {
    func shortened(by step: Shortening, _ cuts: inout Cuts) -> SimpleErrorInfo {
        if chain.count > step.causesMax + 1 { cuts.note("@simple_error.inner") }
        return mapChain(countMax: step.causesMax + 1) { error in
            error.type = error.type.map { step.text($0, "@simple_error.type", &cuts) }
            error.message = error.message.map { step.stackText($0, "@simple_error.message", &cuts) }
            error.stackTrace = error.stackTrace.map { step.stackText($0, "@simple_error.stack_trace", &cuts) }
            error.data =
                step.keepsExtras
                ? error.data.shortened(by: step, "@simple_error.data", &cuts)
                : cuts.emptied(error.data, "@simple_error.data")
        }
    }
}

extension ErrorInfo {
    func shortened(by step: Shortening, _ cuts: inout Cuts) -> ErrorInfo {
        if chain.count > step.causesMax + 1 { cuts.note("@error.inner") }
        if chain.contains(where: { !$0.modules.isEmpty }) { cuts.note("@error.modules") }
        return keepingCauses(step.causesMax).mapChain { error in
            error.type = error.type.map { step.text($0, "@error.type", &cuts) }
            error.message = error.message.map { step.stackText($0, "@error.message", &cuts) }
            error.code = error.code.map { step.text($0, "@error.code", &cuts) }
            error.shortenFrames(by: step, &cuts)
            // The first to go: which libraries were loaded seldom tells why.
            error.modules = []
            error.data =
                step.keepsExtras
                ? error.data.shortened(by: step, "@error.data", &cuts) : cuts.emptied(error.data, "@error.data")
        }
    }

    private mutating func shortenFrames(by step: Shortening, _ cuts: inout Cuts) {
        if frames.count > step.framesMax {
            cuts.note("@error.stack_trace")
            let head = step.framesMax / 4 * 3
            frames = frames.prefix(head) + frames.suffix(step.framesMax - head)
        }
        for place in frames.indices { frames[place].shorten(by: step, &cuts) }
        if frames.isEmpty { targetMethod?.shorten(by: step, &cuts) } else { targetMethod = nil }
    }
}

extension StackFrame {
    fileprivate mutating func shorten(by step: Shortening, _ cuts: inout Cuts) {
        for member in [\StackFrame.declaringNamespace, \.declaringType, \.name, \.fileName] {
            self[keyPath: member] = self[keyPath: member].map { step.text($0, "@error.stack_trace", &cuts) }
        }
        genericArguments = genericArguments.prefix(step.membersMax).map { step.text($0, "@error.stack_trace", &cuts) }
        parameters = parameters.prefix(step.membersMax).map { parameter in
            Parameter(
                type: parameter.type.map { step.text($0, "@error.stack_trace", &cuts) },
                name: parameter.name.map { step.text($0, "@error.stack_trace", &cuts) })
        }
        data = cuts.emptied(data, "@error.stack_trace")
    }
}

extension Shortening {
    /// The first members in the order of their names, their values shortened; members with endless names go.
    fileprivate func members<Value>(
        of members: [String: Value], _ name: String, _ cuts: inout Cuts, _ shorten: (Value, inout Cuts) -> Value
    ) -> [String: Value] {
        let kept = members.filter { $0.key.utf8.count <= max(textMax, 64) }
            .sorted { $0.key < $1.key }.prefix(membersMax)
        if kept.count < members.count { cuts.note(name) }
        var shortened: [String: Value] = [:]
        for (key, value) in kept { shortened[key] = shorten(value, &cuts) }
        return shortened
    }
}

extension Cuts {
    /// Nothing of it is left; it is noted if there was anything.
    fileprivate mutating func emptied(_ data: JSONObject, _ name: String) -> JSONObject {
        if !data.isEmpty { note(name) }
        return [:]
    }
}
