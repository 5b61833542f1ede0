import DureCharter
import DureCore
import DureLearning
import DureTensor
import Foundation

/// Trains on a CSV file and writes predictions and exports, for other programs to check.
///
/// The specification is JSON: `train` and `test` (CSV files of numbers, empty where missing),
/// `columns` (as ``StudyColumns/json``) and `settings` (TOML, as in a study).
struct TreesTraining {
    private let columns: StudyColumns
    private let settings: TreeSettings
    private let train: URL
    private let test: URL

    init(specification: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: specification)))
        let json = try JSONValue(parsing: bytes, byteCountMax: 1 << 20)
        let text = json["settings"]?.text ?? ""
        columns = try StudyColumns(json: json["columns"] ?? .null)
        settings = try TreeSettings(
            reading: TOMLReader(parsing: Array(text.utf8), byteCountMax: 1 << 16),
            columns: columns)
        train = URL(filePath: json["train"]?.text ?? "")
        test = URL(filePath: json["test"]?.text ?? "")
    }

    func run(into folder: String) throws {
        let algorithm = try GradientBoostedTrees(columns: columns, settings: settings)
        let result = try runAlone(algorithm, on: table(train))
        guard let model = try algorithm.model(from: result.state) as? TreeModel else { return }
        let answers = try model.predictions(of: table(test))
        let width = model.outputNames.count
        let lines = stride(from: 0, to: answers.count, by: width).map { start in
            answers[start..<start + width].map { "\($0)" }.joined(separator: ",")
        }
        let place = URL(filePath: folder)
        try write(lines.joined(separator: "\n") + "\n", to: place.appending(path: "answers.csv"))
        try write(model.xgboostJSON(), to: place.appending(path: "model.json"))
        try write(model.lightgbmText(), to: place.appending(path: "model.txt"))
        print("\(result.reason.rawValue) \(model.trees.count)")
    }

    private func write(_ text: String, to place: URL) throws {
        try Data(text.utf8).write(to: place)
    }

    private func table(_ file: URL) throws -> StudyTable {
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            .split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        var numbers: [String: RecordBatch.Column] = [:]
        for (place, name) in (lines.first ?? []).enumerated() {
            numbers[String(name)] = .numbers(
                lines.dropFirst().map { Double($0[place]) ?? .nan })
        }
        return try StudyTable(
            columns, batch: RecordBatch(rowCount: lines.count - 1, columns: numbers))
    }
}
