import WireFormat

// Each known block within what the server reads of it: texts cut, numbers of more than 32 bits left out.

extension StackInfo {
    mutating func fit(_ cuts: inout Cuts) {
        title = title.map { cuts.fit($0, to: EventLimits.titleMax, "@stack.title") }
        // The text is an extra: the whole of it is in the error block or in the frames, so its end is no loss to tell
        // of.
        stackTrace = stackTrace?.cutInside(toUTF8: EventLimits.stackTextMax)
    }
}

extension EnvironmentInfo {
    mutating func fit(_ cuts: inout Cuts, textMax: Int) {
        if let processorCount, !processorCount.isReadByServer { self.processorCount = nil }
        // Nearly every event has one, and key paths are slow.
        guard !fits(textMax) else { return }
        for member in [
            \EnvironmentInfo.machineName, \.osName, \.osVersion, \.architecture, \.runtimeVersion, \.ipAddress,
            \.commandLine, \.processName, \.processID, \.threadName, \.threadID, \.installID,
        ] {
            self[keyPath: member] = self[keyPath: member].map { cuts.fit($0, to: textMax, "@environment") }
        }
    }

    private func fits(_ textMax: Int) -> Bool {
        func fits(_ text: String?) -> Bool { (text?.utf8.count ?? 0) <= textMax }
        return fits(machineName) && fits(osName) && fits(osVersion) && fits(architecture) && fits(runtimeVersion)
            && fits(ipAddress) && fits(commandLine) && fits(processName) && fits(processID) && fits(threadName)
            && fits(threadID) && fits(installID)
    }
}

extension RequestInfo {
    mutating func fit(_ cuts: inout Cuts, textMax: Int) {
        if let port, !port.isReadByServer { self.port = nil }
        for member in [\RequestInfo.userAgent, \.httpMethod, \.host, \.path, \.referrer, \.clientIPAddress] {
            self[keyPath: member] = self[keyPath: member].map { cuts.fit($0, to: textMax, "@request") }
        }
    }

    mutating func fitDepth(_ cuts: inout Cuts) {
        data.fitDepth("@request", &cuts)
        queryString.fitDepth("@request", &cuts)
        guard let postData, postData.isDeeper(than: EventLimits.dataDepthMax) else { return }
        cuts.note("@request")
        self.postData = postData.cut(toDepth: EventLimits.dataDepthMax)
    }

    var isTooDeep: Bool {
        data.isDeeper || queryString.isDeeper || postData?.isDeeper(than: EventLimits.dataDepthMax) == true
    }
}

extension UserInfo {
    mutating func fit(_ cuts: inout Cuts, textMax: Int) {
        identity = identity.map { cuts.fit($0, to: textMax, "@user") }
        name = name.map { cuts.fit($0, to: textMax, "@user") }
    }
}

extension UserDescription {
    /// What is no address would make the server refuse it.
    mutating func fit(_ cuts: inout Cuts) {
        if let emailAddress, !EventLimits.isEmailAddress(emailAddress) { self.emailAddress = nil }
        description = description.map { cuts.fit($0, to: EventLimits.userTextMax, "@user_description") }
    }
}

extension SimpleErrorInfo {
    /// With no more causes than the server reads; the innermost go.
    func fitted(_ cuts: inout Cuts) -> SimpleErrorInfo {
        let chain = chain
        let isLong = chain.count > EventLimits.causesMax + 1
        guard isLong || chain.contains(where: { $0.data.isDeeper }) else { return self }
        if isLong { cuts.note("@simple_error.inner") }
        return mapChain(countMax: EventLimits.causesMax + 1) { $0.data.fitDepth("@simple_error", &cuts) }
    }
}

extension ErrorInfo {
    /// With at most that many causes (the outer ones and the innermost, which names the fault) and numbers in range.
    func fitted(causesMax: Int, _ cuts: inout Cuts) -> ErrorInfo {
        let needsCut = chain.count > causesMax + 1
        guard needsCut || chain.contains(where: { !$0.hasFittingFrames || $0.data.isDeeper }) || !modules.isEmpty
        else { return self }
        if needsCut { cuts.note("@error.inner") }
        return keepingCauses(causesMax).mapChain { error in
            for place in error.frames.indices { error.frames[place].fit(&cuts) }
            error.targetMethod?.fit(&cuts)
            error.modules = error.modules.filter(\.id.isReadByServer)
            for place in error.modules.indices { error.modules[place].fit(&cuts) }
            error.data = error.data.mapValues { $0.cut(toDepth: EventLimits.dataDepthMax) }
        }
    }

    private var hasFittingFrames: Bool { frames.allSatisfy(\.fits) && targetMethod?.fits != false }
}

extension StackFrame {
    fileprivate var fits: Bool {
        (lineNumber ?? 0).isReadByServer && (column ?? 0).isReadByServer && (moduleID ?? 0).isReadByServer
            && !data.isDeeper && parameters.allSatisfy { !$0.data.isDeeper }
    }

    fileprivate mutating func fit(_ cuts: inout Cuts) {
        if let lineNumber, !lineNumber.isReadByServer { self.lineNumber = nil }
        if let column, !column.isReadByServer { self.column = nil }
        if let moduleID, !moduleID.isReadByServer { self.moduleID = nil }
        data.fitDepth("@error.stack_trace", &cuts)
        for place in parameters.indices { parameters[place].data.fitDepth("@error.stack_trace", &cuts) }
    }
}

extension LoadedModule {
    fileprivate mutating func fit(_ cuts: inout Cuts) {
        for date in [\LoadedModule.created, \.modified] where self[keyPath: date]?.isReadByServer == false {
            self[keyPath: date] = nil
        }
        data.fitDepth("@error.modules", &cuts)
    }
}
