import DureCore
import DureTesting
import Testing

@testable import DureVault

@Suite struct OpeningTests {
    private let dataKey = [UInt8](repeating: 5, count: 32)

    /// The patterns at the edges of what is finite, of either sign.
    private let patterns: [UInt64] = [
        0, 1, 0x000f_ffff_ffff_ffff, 0x3ff0_0000_0000_0000, 0x7fef_ffff_ffff_ffff,
        0x7ff0_0000_0000_0000, 0x7ff0_0000_0000_0001, TableContent.missing,
        TableContent.missing + 1, 0x7fff_ffff_ffff_ffff,
    ].flatMap { [$0, $0 | 0x8000_0000_0000_0000] }

    @Test func `numbers are finite or missing as one by one`() {
        for pattern in patterns {
            var bytes: [UInt8] = [9, 9, 9]
            let (first, last) = (1.5, 2.5)
            bytes.append(bigEndian: first.bitPattern)
            bytes.append(bigEndian: pattern)
            bytes.append(bigEndian: last.bitPattern)
            var numbers = [0.5]
            let isGood = numbers.append(
                bigEndian: bytes, in: 3..<bytes.count, exception: TableContent.missing)
            let number = Double(bitPattern: pattern)
            #expect(isGood == (number.isFinite || pattern == TableContent.missing))
            #expect(numbers.map(\.bitPattern) == [0.5, first, number, last].map(\.bitPattern))
        }
    }

    @Test(arguments: Seed.batch(60))
    func `any columns of chunks of any size open and changed ones do not`(seed: Seed) throws {
        var generator = seed.generator
        let table = Self.table(using: &generator)
        let names = table.schema.columns.map(\.name)
        let content = TableContent.bytes(of: table, rows: 0..<table.schema.rowCount)
        let header = Seal1.Header(
            dataset: try Name("visits"), partition: 0, keyVersion: 1,
            salt: [UInt8](repeating: 1, count: 32),
            chunkByteCount: Int.random(in: 1...200, using: &generator))
        let file = try Seal1.seal(content, header: header, dataKey: SecretBytes(dataKey))
        for _ in 0..<4 {
            let wanted = names.filter { _ in Bool.random(using: &generator) }.shuffled(
                using: &generator)
            let read = try read(wanted, of: file)
            for name in wanted {
                let equal = Self.isEqual(read[name], table.records.columns[name])
                #expect(equal, "\(name)")
            }
        }
        var changed = file
        changed[Int.random(in: file.indices, using: &generator)] ^= 1 << 3
        #expect(throws: (any Error).self) { try read(names, of: changed) }
        let cut = Int.random(in: 0..<file.count, using: &generator)
        #expect(throws: (any Error).self) { try read(names, of: Array(file[..<cut])) }
    }

    private func read(
        _ names: [String], of file: [UInt8]
    ) throws -> [String: RecordBatch.Column] {
        var reader = try PartitionReader(
            SealedFile(
                file, file: "f", dataset: Name("visits"), partition: 0, keyVersion: 1,
                dataKey: SecretBytes(dataKey)))
        var columns: [String: RecordBatch.Column] = [:]
        for name in names {
            columns[name] = .empty(name.hasPrefix("n") ? .number : .text, reserving: 0)
        }
        try reader.append(names, to: &columns)
        return columns
    }

    private static func table(using generator: inout some RandomNumberGenerator) -> Table {
        let rowCount = Int.random(in: 0...40, using: &generator)
        var columns: [String: RecordBatch.Column] = [:]
        for index in 0..<Int.random(in: 1...5, using: &generator) {
            if Bool.random(using: &generator) {
                columns["n\(index)"] = .numbers(
                    (0..<rowCount).map { _ in
                        Bool.random(using: &generator)
                            ? .nan : Double.random(in: -9...9, using: &generator)
                    })
            } else {
                columns["t\(index)"] = .texts(
                    (0..<rowCount).map { _ in
                        String(repeating: "é", count: Int.random(in: 0...150, using: &generator))
                    })
            }
        }
        let schema = columns.sorted { $0.key < $1.key }.map { name, values in
            TableSchema.Column(
                name: name, type: name.hasPrefix("n") ? .number : .text, missingCount: 0,
                distinctCount: 0)
        }
        return Table(
            schema: TableSchema(columns: schema, rowCount: rowCount),
            records: RecordBatch(rowCount: rowCount, columns: columns))
    }

    private static func isEqual(
        _ left: RecordBatch.Column?, _ right: RecordBatch.Column?
    ) -> Bool {
        guard case .numbers(let left)? = left, case .numbers(let right)? = right else {
            return left == right
        }
        return left.count == right.count
            && zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }
}
