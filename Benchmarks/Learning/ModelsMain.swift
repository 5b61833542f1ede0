import DureCharter
import DureCore
import DureLearning
import DureVault
import Foundation

/// Trains a model of any kind on a CSV file and writes predictions and exports, for other programs
/// to check.
///
/// The specification is JSON: `train` and `test` (CSV files), `columns` (as ``StudyColumns/json``)
/// and `settings` (TOML, a study's `[algorithm]`). The folder gets `answers.csv`, `model.onnx` and,
/// of trees, `model.json` for XGBoost and `model.txt` for LightGBM; of regressions
/// `coefficients.csv`; of survival curves `curves.csv` alone. With the word `products` in the
/// specification's place the folder gets products of matrices instead; with `epochs`, the second
/// argument is a file of epochs of networks, and how far ours end from them is printed.
@main
struct ModelsMain {
    private static let byteCountMax = 64 << 20

    private let columns: StudyColumns
    private let algorithm: any SumAlgorithm
    private let train: String
    private let test: String

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: dure-models SPECIFICATION|products FOLDER, or dure-models epochs FILE")
            exit(2)
        }
        let folder = URL(filePath: arguments[2])
        switch arguments[1] {
        case "products": try MatrixProducts.write(into: folder)
        case "epochs": try NetworkEpochs.compare(with: folder)
        default: try ModelsMain(specification: arguments[1]).run(into: folder)
        }
    }

    private init(specification: String) throws {
        let json = try JSONValue(parsing: Self.bytes(specification), byteCountMax: 1 << 20)
        columns = try StudyColumns(json: json["columns"] ?? .null)
        algorithm = try AlgorithmKind.algorithm(
            reading: TOMLReader(
                parsing: Array((json["settings"]?.text ?? "").utf8), byteCountMax: 1 << 16),
            in: .init(columns: columns, recordsMin: 1, recordsMax: 1_000_000))
        train = json["train"]?.text ?? ""
        test = json["test"]?.text ?? ""
    }

    private func run(into folder: URL) throws {
        let result = try Self.trained(algorithm, on: table(train, columns))
        let model = try algorithm.model(from: result.state)
        func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
            try Data(bytes).write(to: folder.appending(path: name))
        }
        print("\(result.reason.rawValue) \(result.roundCount)")
        if let curves = model as? SurvivalModel { return try write(curves.csv.utf8, "curves.csv") }
        let answers = try model.predictions(of: table(test, columns.forPrediction))
        let width = model.outputNames.count
        let lines = stride(from: 0, to: answers.count, by: width).map { start in
            answers[start..<start + width].map { "\($0)" }.joined(separator: ",") + "\n"
        }
        try write(lines.joined().utf8, "answers.csv")
        try write(ModelFile(model).onnxBytes(), "model.onnx")
        if let trees = model as? TreeModel {
            try write(trees.xgboostJSON().utf8, "model.json")
            try write(trees.lightgbmText().utf8, "model.txt")
        }
        if let table = Self.coefficients(of: model) { try write(table.utf8, "coefficients.csv") }
    }

    /// Terms with their coefficients and standard errors, in the columns' units.
    private static func coefficients(of model: any Model) -> String? {
        if let linear = model as? LinearModel { return linear.table.csv }
        guard let cox = model as? CoxModel else { return nil }
        let lines = cox.terms.map { term in
            "\(term.name),\(term.coefficient),\(term.standardError.map { "\($0)" } ?? "")"
        }
        return (["term,coefficient,standard_error"] + lines)
            .joined(separator: "\n") + "\n"
    }

    private static func trained(
        _ algorithm: some SumAlgorithm, on table: StudyTable
    ) throws -> LearningResult {
        try runAlone(algorithm, on: table)
    }

    private func table(_ file: String, _ columns: StudyColumns) throws -> StudyTable {
        let numbers = columns.names.filter(columns.hasNumbers).map { ($0, ColumnType.number) }
        var reader = try CSVReader(CSVOptions(types: Dictionary(uniqueKeysWithValues: numbers)))
        try reader.feed(Self.bytes(file))
        return try StudyTable(columns, batch: reader.finish().records)
    }

    private static func bytes(_ file: String) throws -> [UInt8] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        guard bytes.count <= byteCountMax else { throw CocoaError(.fileReadTooLarge) }
        return bytes
    }
}
