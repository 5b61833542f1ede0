import DureTesting
import Foundation

@testable import DureVault

/// The known numbers of the 21 economies and the ways in which they are really written.
enum ScanVectors {
    private static let folder = Bundle.module.resourcePath ?? ""

    static func identifiers() throws -> [[String: String]] {
        try VectorTable("identifiers", in: folder).rows
    }

    static func variants() throws -> [[String: String]] {
        try VectorTable("identifier_variants", in: folder).rows
    }

    /// Sentences with a name, and whether something beside it announces it.
    static func names() throws -> [[String: String]] {
        try VectorTable(file: folder + "/Texts/names.tsv").rows
    }

    /// For each economy the sentence in which its people would write a number; `*` stands for it.
    ///
    /// It says "number" in the local language and never which.
    static func sentences() throws -> [String: String] {
        var sentences: [String: String] = [:]
        for row in try variants() where row["variant"] == "plain" {
            guard let economy = row["economy"], sentences[economy] == nil,
                let written = row["written"]
            else { continue }
            sentences[economy] = row["text"]?.replacing(written, with: "*")
        }
        return sentences
    }

    static func valid(of row: [String: String]) -> [String] {
        ["valid_1", "valid_2", "valid_3"].compactMap { row[$0] }
    }

    static func invalid(of row: [String: String]) -> [String] {
        ["invalid_1", "invalid_2", "invalid_3"].compactMap { row[$0] }
    }
}

/// How many of the numbers that stand in texts were found, each by its own type.
struct Recall {
    /// One number that was not found where it stands, or not as what it is.
    struct Miss {
        let type: String
        let variant: String
        let told: [String]
    }

    private(set) var count = 0
    private var named = 0
    private var first = 0
    private(set) var misses: [Miss] = []

    /// The type is the finding's first, or one of those that fit too.
    var namedShare: Double { Double(named) / Double(max(1, count)) }
    /// The type is the finding's first.
    var firstShare: Double { Double(first) / Double(max(1, count)) }

    /// Looks for a value in a sentence in which `*` stands for it.
    mutating func add(
        _ value: String, in sentence: String, as type: String, variant: String,
        using scanner: inout IdentifierScanner
    ) {
        count += 1
        let parts = sentence.split(separator: "*", omittingEmptySubsequences: false)
        let start = parts[0].utf8.count
        let text = Array(sentence.replacing("*", with: value).utf8)
        let findings = scanner.findings(in: text)
        let here = findings.filter { $0.range == start..<start + value.utf8.count }
        if here.contains(where: { $0.type == type }) { first += 1 }
        guard !here.contains(where: { $0.names(type) }) else {
            named += 1
            return
        }
        misses.append(Miss(type: type, variant: variant, told: findings.map(\.type)))
    }
}
