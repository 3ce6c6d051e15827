public import WireFormat

/// `@environment`: the host and the process that an event is from. Numbers are in bytes where nothing else is said;
/// IDs are texts, as the server has them.
public struct EnvironmentInfo: Hashable, Sendable {
    public var machineName: String?
    public var osName: String?
    public var osVersion: String?
    public var architecture: String?
    /// 32 bits.
    public var processorCount: Int?
    public var totalPhysicalMemory: Int64?
    public var availablePhysicalMemory: Int64?
    public var runtimeVersion: String?
    /// A comma list. Without one the server adds the address that the event was posted from.
    public var ipAddress: String?
    public var commandLine: String?
    public var processName: String?
    public var processID: String?
    public var processMemorySize: Int64?
    public var threadName: String?
    public var threadID: String?
    /// Tells installations of the application apart.
    public var installID: String?
    public var data = JSONObject()

    public init() {}
}
