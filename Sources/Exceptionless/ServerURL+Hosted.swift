extension ServerURL {
    /// The collector of the hosted service.
    public static let hosted = ServerURL(isSecure: true, host: "collector.exceptionless.io", port: nil, basePath: "")
}
