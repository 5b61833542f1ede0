import DureCore
import DureLearning
import DureTensor
import DureTesting
import DureVault
import Foundation
import Testing

@testable import DureNode

/// A file's rows with what a model foretells, read in parts of whatever size.
@Suite struct TablePredictionTests {
    private static func model() throws -> any Model {
        let columns = try StudyColumns(
            inputs: [
                .number(try FeatureSpecification(column: "x", unit: "1", lower: 0, upper: 9)),
                .number(try FeatureSpecification(column: "z", unit: "1", lower: 0, upper: 9)),
            ], target: .number(try FeatureSpecification(column: "y", unit: "1", lower: 0, upper: 9))
        )
        return try LinearModel(columns: columns, family: .gaussian, coefficients: [1, 2, 3])
    }

    /// The text, the rows, those without an answer and those clamped.
    private static func answers(
        _ text: String, as format: TableWriter.Format? = nil, workers: Int = 1,
        partByteCount: Int = 1 << 20
    ) throws -> (text: String, counts: [Int]) {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).table"
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var prediction = TablePrediction(
            try model(), column: nil, format: format, pool: WorkerPool(count: workers),
            partByteCount: partByteCount)
        var written: [UInt8] = []
        try prediction.run(on: path) { written += $0 }
        return (
            String(decoding: written, as: UTF8.self),
            [prediction.rowCount, prediction.missingCount, prediction.clampedCount]
        )
    }

    @Test func `a row passes through as it stands`() throws {
        let text = "\u{feff}x;\"z\";note\r\n1.50;2;\"a\"\"b\nc\"\r\n\r\n9;NA; ? \r\n11;0;\"1;2\""
        let (written, counts) = try Self.answers(text)
        let lines = written.components(separatedBy: "\n")
        #expect(lines[0].hasPrefix("x;\"z\";note;"))
        #expect(lines[1] == "1.50;2;\"a\"\"b" && lines[2].hasPrefix("c\";"))
        #expect(lines[3] == "9;NA; ? ;")
        #expect(lines[4].hasPrefix("11;0;\"1;2\";") && lines[5].isEmpty)
        #expect(counts == [3, 1, 1])
    }

    @Test func `an object keeps its members as they are written`() throws {
        let text =
            "\u{feff}{\"x\": 1e0, \"z\":2, \"ok\":true}\n \n{ }\r\n{\"z\":1,\"x\":\"\\u0031\"}"
        let (written, counts) = try Self.answers(text)
        let lines = written.split(separator: "\n")
        #expect(lines.count == 3 && counts == [3, 1, 0])
        #expect(lines[0].hasPrefix("{\"x\": 1e0, \"z\":2, \"ok\":true,\""))
        #expect(lines[1].hasPrefix("{ \"") && lines[1].hasSuffix(":null}"))
        #expect(lines[2].hasPrefix("{\"z\":1,\"x\":\"\\u0031\",\""))
        for line in lines {
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            #expect((value as? [String: Any])?.keys.contains("mean") == true)
        }
    }

    @Test(arguments: Seed.batch(20))
    func `parts and workers change nothing`(seed: Seed) throws {
        var generator = seed.generator
        func number() -> String {
            ["", "NA", "12", "\(Double.random(in: 0...9, using: &generator))"]
                .randomElement(using: &generator) ?? ""
        }
        var rows = ["x,note,z"]
        for index in 0..<Int.random(in: 1...200, using: &generator) {
            rows.append("\(number()),\"\(index)\nü\",\(number())")
        }
        let text = rows.joined(separator: "\n")
        for format in [nil, TableWriter.Format.jsonLines] {
            let whole = try Self.answers(text, as: format)
            let parted = try Self.answers(
                text, as: format, workers: .random(in: 2...4, using: &generator),
                partByteCount: .random(in: 1...300, using: &generator))
            #expect(whole.text == parted.text && whole.counts == parted.counts)
        }
        let lines = try Self.answers(text, as: .jsonLines).text
        let again = try Self.answers(
            lines.replacing("\"mean\"", with: "\"m\""), workers: 3, partByteCount: 99)
        #expect(again.counts[0] == rows.count - 1)
    }

    @Test func `a fault in a late part names its row in the file`() throws {
        let rows = (0..<500).map { "\($0 % 9),1" }
        for (fault, error) in [
            ("1,x", VaultError.notANumber(row: 502, column: "z")),
            ("1", .raggedRow(row: 502, found: 1, expected: 2)),
        ] {
            let text = "x,z\n" + rows.joined(separator: "\n") + "\n\(fault)\n1,1\n"
            #expect(throws: error) {
                _ = try Self.answers(text, workers: 2, partByteCount: 100)
            }
        }
    }

    @Test func `files without rows, or without a column, are refused`() {
        #expect(throws: VaultError.emptyTable) { _ = try Self.answers("") }
        #expect(throws: VaultError.noRows) { _ = try Self.answers("x,z\n") }
        #expect(throws: VaultError.unknownColumn(name: "z")) { _ = try Self.answers("x\n1\n") }
    }
}
