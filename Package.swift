// swift-tools-version: 6.2
import PackageDescription

// The house settings: Swift 6 mode comes with the tools version, every warning is an error, and
// unsafe code has to say so.
let house: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")

// Layers, from below: a target imports only from layers below its own (HouseTests checks it).
let package = Package(
    name: "dure",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "dure", targets: ["dure"])],
    traits: [
        .trait(name: "OpenBLAS", description: "Matrix products by the system's OpenBLAS (Linux)."),
        .trait(name: "Accelerate", description: "Matrix products by Apple's Accelerate (macOS)."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Layer 0
        // The inner loops that Swift cannot choose by processor; C, and nothing of ours below it.
        .target(
            name: "CDureKernels",
            cSettings: [
                .define("DURE_OPENBLAS", .when(platforms: [.linux], traits: ["OpenBLAS"])),
                .define("DURE_ACCELERATE", .when(platforms: [.macOS], traits: ["Accelerate"])),
            ],
            linkerSettings: [
                .linkedLibrary("openblas", .when(platforms: [.linux], traits: ["OpenBLAS"])),
                .linkedFramework("Accelerate", .when(platforms: [.macOS], traits: ["Accelerate"])),
            ]),
        .target(name: "DureCore", dependencies: [crypto], swiftSettings: house),
        // Layer 1
        .target(
            name: "DureCharter", dependencies: ["DureCore"], swiftSettings: house),
        .target(name: "DureLedger", dependencies: ["DureCore", crypto], swiftSettings: house),
        .target(
            name: "DurePrivacy",
            dependencies: ["DureCore", crypto, cryptoExtras],
            swiftSettings: house),
        .target(
            name: "DureTensor", dependencies: ["DureCore", "CDureKernels"], swiftSettings: house),
        // Layer 2
        .target(
            name: "DureVault",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DurePrivacy", crypto, cryptoExtras,
            ],
            swiftSettings: house),
        .target(
            name: "DureLearning",
            dependencies: [
                "DureCore", "DureCharter", "DurePrivacy", "DureTensor", "CDureKernels",
            ],
            swiftSettings: house),
        // Layer 3
        .target(
            name: "DureFederation",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DurePrivacy", "DureTensor", "DureVault",
                "DureLearning", crypto,
            ],
            swiftSettings: house),
        .target(
            name: "DureAssessment",
            dependencies: ["DureCore", "DureLearning"],
            swiftSettings: house),
        // Layer 4
        .target(
            name: "DureNode",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DurePrivacy", "DureVault", "DureLearning",
                "DureTensor", "DureFederation", "DureAssessment", crypto,
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: house),
        // Layer 5
        .executableTarget(
            name: "dure",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DurePrivacy", "DureVault", "DureLearning",
                "DureFederation", "DureAssessment", "DureNode",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house),
        // Published figures, computed anew; no part of the product.
        .executableTarget(
            name: "dure-results",
            dependencies: [
                "DureCore", "DurePrivacy", "DureVault", "DureLearning", "DureFederation",
                "DureAssessment",
            ],
            path: "Benchmarks/Results", exclude: ["Manifests"], swiftSettings: house),
        // Speed, measured on the product's own code (Benchmarks/README.md).
        .executableTarget(
            name: "dure-speed",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DurePrivacy", "DureTensor", "DureVault",
                "DureLearning", "DureFederation", "DureNode", crypto,
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Benchmarks/Speed", swiftSettings: house),
        // Models trained from files, and products of matrices, for other libraries to check.
        .executableTarget(
            name: "dure-models",
            dependencies: ["DureCore", "DureCharter", "DureVault", "DureTensor", "DureLearning"],
            path: "Benchmarks/Learning", exclude: ["LargeData.swift"], swiftSettings: house),
        // More rows than memory holds, from a vault.
        .executableTarget(
            name: "dure-large",
            dependencies: [
                "DureCore", "DureCharter", "DureLedger", "DureVault", "DureLearning", "DureTensor",
            ],
            path: "Benchmarks/Learning", sources: ["LargeData.swift"], swiftSettings: house),
        // Decisions about random charters, for other policy engines to check (Benchmarks/Oracles).
        .executableTarget(
            name: "dure-oracles", dependencies: ["DureCore", "DureCharter"],
            path: "Benchmarks/Oracles",
            exclude: [
                "answers.py", "charters.py", "choosing.py", "croissant.py", "exports.py",
                "matrix.py", "networks.py", "regression.py", "statistics.py", "survival.py",
                "table.py", "text.py", "trees.py", "vectors.py",
            ],
            swiftSettings: house),
        // Ledgers for programs that others wrote to check (Benchmarks/Ledger/verify).
        .executableTarget(
            name: "dure-ledgers", dependencies: ["DureCore", "DureLedger", crypto],
            path: "Benchmarks/Ledger", exclude: ["verify"], swiftSettings: house),
        // Beside the layers: only tests import it.
        .target(name: "DureTesting", dependencies: ["DureCore"], swiftSettings: house),
        // Tests
        .testTarget(name: "HouseTests", swiftSettings: house),
        .testTarget(
            name: "DureCoreTests", dependencies: ["DureCore", "DureTesting"], swiftSettings: house),
        .testTarget(
            name: "DureCharterTests",
            dependencies: ["DureCharter", "DureTesting"],
            swiftSettings: house),
        .testTarget(
            name: "DureLedgerTests",
            dependencies: ["DureLedger", "DureTesting", crypto],
            resources: [.copy("Vectors")],
            swiftSettings: house),
        .testTarget(
            name: "DurePrivacyTests",
            dependencies: ["DurePrivacy", "DureTesting"],
            resources: [.copy("Vectors")],
            swiftSettings: house),
        .testTarget(
            name: "DureVaultTests", dependencies: ["DureVault", "DureTesting"],
            resources: [.copy("Vectors"), .copy("Texts")], swiftSettings: house),
        .testTarget(
            name: "DureTensorTests", dependencies: ["DureTensor", "DureTesting"],
            swiftSettings: house),
        .testTarget(
            name: "DureLearningTests",
            dependencies: ["DureLearning", "DureCharter", "DureTensor", "DureTesting"],
            resources: [.copy("Vectors")],
            swiftSettings: house),
        .testTarget(
            name: "DureFederationTests",
            dependencies: ["DureFederation", "DureLedger", "DureTensor", "DureTesting", crypto],
            swiftSettings: house),
        .testTarget(
            name: "DureAssessmentTests",
            dependencies: ["DureAssessment", "DureTesting"],
            swiftSettings: house),
        .testTarget(
            name: "ResultsTests", dependencies: ["DureCore", "DureAssessment", "dure-results"],
            swiftSettings: house),
        .testTarget(
            name: "DureNodeTests",
            dependencies: ["DureNode", "DureTensor", "DureTesting"],
            swiftSettings: house),
        .testTarget(
            name: "CommandTests", dependencies: ["DureCore", "DureLearning", "dure-ledgers"],
            swiftSettings: house),
    ]
)
