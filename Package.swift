// swift-tools-version: 6.2
import PackageDescription

// The house: imports go down only. A room may import what its line here names and nothing else; CI builds with
// `--explicit-target-dependency-import-check error`. ARCHITECTURE.md has the drawing.

let strict = Context.environment["STACKTAIL_STRICT"] != nil

let house: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: house)
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "stacktail",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "stacktail", targets: ["stacktail"]),
        .library(name: "Exceptionless", targets: ["Exceptionless"]),
        .library(name: "ExceptionlessKit", targets: ["ExceptionlessKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    ],
    targets: [
        // Floor 0: the nouns that pass.
        room("Model", ["WireFormat"]),
        room("WireFormat", []),

        // Floor 1: the kernel, the regex engine, zlib, iconv, the stack texts, the two protocols.
        .target(name: "CLinux"),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        room("Platform", ["Model", "WireFormat", "CLinux"]),
        room("Patterns", ["CPCRE2"]),
        room("Compression", ["CZlib"]),
        room("Encodings", []),
        room("Traces", ["Model"]),
        room("Exceptionless", ["WireFormat"]),
        room("Exceptional", ["WireFormat"]),

        // Floor 2: the line that data moves along. These rooms do not know each other.
        room("Tailing", ["Model", "WireFormat", "Encodings"]),
        room("Records", ["Model", "WireFormat", "Patterns", "Traces"]),
        room("Rules", ["Model", "WireFormat", "Patterns", "Exceptionless"]),
        room("Journaling", ["Model", "WireFormat", "Platform", "CSQLite"]),
        room("Delivery", ["Model", "WireFormat", "Compression", "Exceptionless", "Exceptional"]),

        // Floor 3: what people wrote, and what carries requests.
        room(
            "Setup",
            [
                "Model", "WireFormat", "Platform", "Patterns", "Encodings", "Traces", "Exceptionless", "Exceptional",
                "Tailing", "Records", "Rules", "CYAML",
            ]),

        room(
            "Transport",
            [
                "Model", "WireFormat", "Exceptionless", "Delivery",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),

        // Floor 4: the owner of the state, what shows it, and the client for programs of other people.
        room(
            "Agent",
            [
                "Model", "WireFormat", "Platform", "Compression", "Encodings", "Exceptionless", "Exceptional",
                "Tailing", "Records", "Rules", "Journaling", "Delivery", "Setup",
            ]),
        room(
            "ExceptionlessKit",
            ["Model", "WireFormat", "Compression", "Exceptionless", "Delivery", "Transport"]),
        room(
            "Page",
            ["Model", "WireFormat", "Platform", .product(name: "Hummingbird", package: "hummingbird"), log, lifecycle]),

        // Floor 5: a file per command.
        .executableTarget(
            name: "stacktail",
            dependencies: [
                "Model", "WireFormat", "Platform", "Patterns", "Compression", "Encodings", "Exceptionless",
                "Exceptional", "Tailing", "Records", "Rules", "Journaling", "Delivery", "Setup", "Agent", "Transport",
                "Page", log, lifecycle, signals,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "StacktailBench",
            dependencies: [
                "Model", "Platform", "Traces", "Exceptionless", "Tailing", "Records", "Rules", "Setup", "Journaling",
                "Delivery",
            ],
            swiftSettings: house),

        // A world that fails on demand, and a server that understands the protocol; for tests only.
        room("Simulation", ["Model", "WireFormat", "Platform", "Compression", "Delivery"]),
        .target(
            name: "LoopbackServer",
            dependencies: [
                "WireFormat", "Compression",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/LoopbackServer",
            swiftSettings: house),

        // The library as a stranger compiles it: without access to what is `package`.
        .executableTarget(
            name: "LibrarySample",
            dependencies: ["ExceptionlessKit"],
            path: "Tests/LibrarySample",
            packageAccess: false,
            swiftSettings: house),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),

        suite("TidyTests", []),
        suite("ModelTests", ["Model", "WireFormat"]),
        suite("PlatformTests", ["Model", "WireFormat", "Platform", "Simulation"]),
        suite("PatternsTests", ["Patterns"]),
        suite("CompressionTests", ["Compression"]),
        suite(
            "TracesTests",
            ["TestSupport", "Model", "WireFormat", "Patterns", "Traces", "Tailing", "Records"],
            exclude: ["Fixtures"]),
        suite("ExceptionlessTests", ["WireFormat", "Exceptionless"], exclude: ["Fixtures"]),
        suite("ExceptionalTests", ["WireFormat", "Exceptional"], exclude: ["Fixtures"]),
        suite("EncodingsTests", ["TestSupport", "Encodings"]),
        suite("TailingTests", ["TestSupport", "Model", "WireFormat", "Encodings", "Tailing"]),
        suite("RecordsTests", ["Model", "WireFormat", "Patterns", "Traces", "Records"]),
        suite("RulesTests", ["Model", "WireFormat", "Patterns", "Exceptionless", "Rules"]),
        suite(
            "JournalingTests", ["TestSupport", "Model", "WireFormat", "Platform", "Journaling"],
            exclude: ["Fixtures"]),
        suite(
            "DeliveryTests",
            ["TestSupport", "Model", "WireFormat", "Compression", "Exceptionless", "Exceptional", "Delivery"]),
        suite(
            "SetupTests",
            [
                "TestSupport",
                "Model", "WireFormat", "Platform", "Patterns", "Exceptionless", "Exceptional", "Tailing", "Records",
                "Rules", "Setup",
            ],
            exclude: ["Bad", "Fixtures"]),
        suite(
            "AgentTests",
            [
                "TestSupport",
                "Model", "WireFormat", "Platform", "Compression", "Patterns", "Encodings", "Exceptionless",
                "Exceptional", "Tailing", "Records", "Rules", "Journaling", "Delivery", "Setup", "Agent", "Simulation",
            ]),
        suite(
            "TransportTests",
            [
                "Model", "WireFormat", "Platform", "Compression", "Exceptionless", "Journaling", "Delivery", "Agent",
                "Transport", "Simulation", "LoopbackServer",
            ],
            exclude: ["Fixtures"]),
        suite(
            "ExceptionlessKitTests",
            [
                "Model", "WireFormat", "Compression", "Exceptionless", "ExceptionlessKit", "LoopbackServer",
                "LibrarySample",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        suite("PageTests", ["Model", "WireFormat", "Page", log, lifecycle]),
        suite(
            "EndToEndTests",
            [
                "TestSupport", "Model", "WireFormat", "LoopbackServer", "Journaling",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
    ]
)
