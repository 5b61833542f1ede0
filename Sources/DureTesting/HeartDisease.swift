package import DureCore
internal import FoundationEssentials

/// The four hospitals of `Examples/heart-disease`, as members of a federation would hold them.
package struct HeartDisease: Sendable {
    /// The hospitals' names, in the file's order.
    package static let memberNames = ["cleveland", "hungarian", "switzerland", "va"]
    /// The column that is foretold: 1 where the vessels are diseased.
    package static let label = "disease"

    /// A column with its unit, public range and public scaling.
    package struct Column: Sendable {
        /// The column's name.
        package let name: String
        /// The unit; empty for 0/1 columns.
        package let unit: String
        /// The smallest and the largest value that is told apart.
        package let range: (lower: Double, upper: Double)
        /// What is taken off, and what is divided by.
        package let scaling: (center: Double, scale: Double)
    }

    /// The input columns.
    ///
    /// No figure in here was computed from the rows.
    package static let columns: [Column] =
        [
            Column(name: "age", unit: "years", range: (20, 90), scaling: (54, 10)),
            flag("sex"),
            Column(name: "trestbps", unit: "mmHg", range: (80, 220), scaling: (132, 20)),
            Column(name: "chol", unit: "mg/dl", range: (0, 600), scaling: (220, 90)),
            flag("fbs"),
            Column(name: "thalach", unit: "1/min", range: (60, 220), scaling: (140, 25)),
            flag("exang"),
            Column(name: "oldpeak", unit: "mm", range: (-3, 7), scaling: (1, 1)),
        ] + ["cp_2", "cp_3", "cp_4", "restecg_1", "restecg_2"].map(flag)

    /// The training rows of each hospital, in the order of ``memberNames``.
    package let train: [RecordBatch]
    /// The test rows of each hospital, in the order of ``memberNames``.
    package let test: [RecordBatch]

    /// Reads `Examples/heart-disease/fed-heart-disease.csv` of this repository.
    ///
    /// - Throws: What reading the file throws, or ``WireError/malformed(field:)``.
    package init(sourceFile: String = #filePath) throws {
        let root = URL(filePath: sourceFile).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "Examples/heart-disease/fed-heart-disease.csv")
        let lines = String(decoding: try Data(contentsOf: path), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let names = lines.first ?? []
        func batch(_ member: String, _ set: String) throws -> RecordBatch {
            let rows = lines.dropFirst().filter { $0.first == member && $0.last == set }
            var columns: [String: RecordBatch.Column] = [:]
            for (index, name) in names.enumerated() where name != "centre" && name != "set" {
                columns[name] = .numbers(
                    try rows.map { row in
                        guard row.count == names.count, let value = Double(row[index]) else {
                            throw WireError.malformed(field: name)
                        }
                        return value
                    })
            }
            return RecordBatch(rowCount: rows.count, columns: columns)
        }
        train = try Self.memberNames.map { try batch($0, "train") }
        test = try Self.memberNames.map { try batch($0, "test") }
    }

    private static func flag(_ name: String) -> Column {
        Column(name: name, unit: "", range: (0, 1), scaling: (0.5, 0.5))
    }
}
