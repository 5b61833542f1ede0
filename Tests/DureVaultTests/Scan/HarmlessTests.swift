import DureTesting
import Foundation
import Testing

@testable import DureVault

@Suite struct HarmlessTests {
    /// Texts without personal numbers: the Declaration of Human Rights in 20 languages.
    private static func declaration() throws -> [(language: String, text: [UInt8])] {
        let path = (Bundle.module.resourcePath ?? "") + "/Texts/udhr.tsv"
        return try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            .split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                return (String(fields[0]), Array(fields[3].utf8))
            }
    }

    @Test func `less than one finding comes in a megabyte of harmless text`() throws {
        var scanner = IdentifierScanner()
        var findings: [String] = []
        let rows = try Self.declaration()
        for row in rows {
            findings += scanner.findings(in: row.text).map { finding in
                "\(row.language) \(finding.type) "
                    + String(decoding: row.text[finding.range], as: UTF8.self)
            }
        }
        let byteCount = rows.reduce(0) { $0 + $1.text.count }
        #expect(Set(rows.map(\.language)).count == 20)
        #expect(byteCount > 250_000)
        #expect(Double(findings.count) < Double(byteCount) / 1_000_000, "\(findings)")
    }

    @Test(arguments: Seed.batch(4))
    func `measurements, dates and amounts are no personal numbers`(seed: Seed) {
        var generator = seed.generator
        var scanner = IdentifierScanner()
        for _ in 0..<500 {
            let year = Int.random(in: 1950...2030, using: &generator)
            let month = Int.random(in: 1...12, using: &generator)
            let day = Int.random(in: 1...28, using: &generator)
            let amount = Int.random(in: 0..<100_000, using: &generator)
            let cells = [
                "\(year)-\(month)-\(day)", "\(year)/\(month)/\(day) 10:30", "\(amount).25",
                "\(amount / 1_000),\(amount % 1_000 + 100)", "\(amount)", "\(day).\(month).\(year)",
                "0.\(amount)\(amount)",
            ]
            for cell in cells {
                #expect(scanner.findings(in: Array(cell.utf8)) == [], "\(cell)")
            }
        }
    }
}
