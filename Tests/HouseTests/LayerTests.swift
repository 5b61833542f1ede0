import Testing

/// Who stands on whom (the table of the house style).
enum Layers {
    static let of: [String: Int] = [
        "DureCore": 0, "CDureKernels": 0,
        "DureCharter": 1, "DureLedger": 1, "DurePrivacy": 1, "DureTensor": 1,
        "DureVault": 2, "DureLearning": 2,
        "DureFederation": 3, "DureAssessment": 3, "DureServing": 3,
        "DureNode": 4,
        "dure": 5,
    ]

    /// The double that stands beside the layers, over DureCore alone.
    static let testing = "DureTesting"

    /// Modules of Swift itself and of the platform, open to every target.
    ///
    /// What may be *called* from the platform's C library is the business of strict memory safety.
    static let platform: Set<String> = [
        "FoundationEssentials", "Synchronization", "Glibc", "Musl", "Darwin",
    ]

    /// Modules of other packages that a target may import.
    static func thirdParty(of target: String) -> Set<String> {
        switch target {
        case "DureNode":
            [
                "Crypto", "X509", "SwiftASN1", "NIOConcurrencyHelpers", "NIOCore", "NIOPosix",
                "NIOHTTP1", "NIOSSL",
                "NIOFoundationCompat", "Subprocess", "SystemPackage",
                "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging",
            ]
        case "dure": ["ArgumentParser", "Dispatch"]  // Dispatch for signals alone.
        case testing: []
        default: ["Crypto", "CryptoExtras"]
        }
    }

    /// Imports that the file may not make.
    static func findings(in file: SourceFile) -> [Finding] {
        imports(of: file).compactMap { line, module in
            mayImport(module, from: file.target)
                ? nil : file.finding(line, "\(file.target) may not import \(module)")
        }
    }

    private static func mayImport(_ module: String, from target: String) -> Bool {
        if platform.contains(module) || thirdParty(of: target).contains(module) { return true }
        guard let other = of[module] else { return false }
        if target == testing { return other == 0 }
        guard let own = of[target] else { return false }
        return other < own
    }

    private static func imports(of file: SourceFile) -> [(line: Int, module: String)] {
        let kinds: Set<Substring> = [
            "struct", "enum", "class", "actor", "protocol", "func", "var", "let", "typealias",
        ]
        let before: Set<Substring> = ["internal", "package", "public", "private", "testable", ")"]
        return file.indices(of: "import").compactMap { index in
            let token = file.tokens[index]
            guard index + 1 < file.tokens.count else { return nil }
            let isFirst = index == 0 || file.tokens[index - 1].line < token.line
            guard isFirst || before.contains(file.tokens[index - 1].text) else { return nil }
            let next = kinds.contains(file.tokens[index + 1].text) ? index + 2 : index + 1
            guard next < file.tokens.count else { return nil }
            return (token.line, String(file.tokens[next].text))
        }
    }
}

@Suite struct LayerTests {
    @Test func `each target imports only from layers below its own`() {
        #expect(SourceTree.sources.flatMap(Layers.findings) == [])
    }

    @Test func `each target has its layer`() {
        let targets = Set(SourceTree.sources.map(\.target))
        #expect(targets.count > 5, "the source tree was not found")
        #expect(targets.subtracting(Layers.of.keys) == [Layers.testing])
    }

    @Test(arguments: [
        ("DureCharter", "import DureVault"),
        ("DureCharter", "internal import DureLedger"),
        ("DureVault", "package import struct DureFederation.Roster"),
        ("DureNode", "@_spi(Testing) internal import DureTesting"),
        ("DureCore", "import Foundation"),
        ("DureFederation", "import NIOCore"),
        ("DureTesting", "import DurePrivacy"),
        ("dure", "import NIOCore"),
    ])
    func `an import from above, aside or outside is found`(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/Canary.swift", text: "// One\n\(line)\n")
        #expect(Layers.findings(in: file).map(\.line) == [2])
    }

    @Test func `an import from below passes`() {
        let text = "package import DureCore\n@testable import struct DureLedger.Log\nlet x = 1\n"
        let file = SourceFile(path: "Sources/DureVault/Canary.swift", text: text)
        #expect(Layers.findings(in: file) == [])
    }
}
