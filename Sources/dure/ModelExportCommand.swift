import ArgumentParser
import DureCore
import DureLearning
import DureNode

/// The command `dure model export`.
struct ModelExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: ModelPhrases.export.text(Speech.language),
        discussion: "Example: dure model export heart-2026 --format csv --home clinic "
            + "--output coefficients.csv")

    @Argument(help: "The model's name, which is its study's.")
    var name: Name
    @OptionGroup var home: HomeOption
    @Option(name: .long, help: "The form; which of them a model has, depends on its kind.")
    var format: ExportForm
    @Option(name: .long, help: "The file to write; without it, standard output.")
    var output: String?
    @Flag(name: .long, help: "Replace the file that --output names.")
    var force = false

    func run() throws {
        let home = try NodeHome(opening: home.path, kind: .node)
        let file = try home.model(name)
        guard let bytes = try format.bytes(of: file) else {
            let forms = try ExportForm.allCases.filter { try $0.bytes(of: file) != nil }
            throw ValidationError(
                Speech.say(
                    ModelPhrases.notThisForm,
                    [
                        "kind": type(of: file.model).kind, "form": format.rawValue,
                        "forms": forms.map(\.rawValue).joined(separator: ", "),
                    ]))
        }
        guard let output else {
            try StandardStreams.out(bytes: bytes)
            return
        }
        try UserFile.write(bytes, to: output, replacing: force)
    }
}

/// A form in which others read a model.
enum ExportForm: String, ExpressibleByArgument, CaseIterable {
    /// The model's description, and its numbers: the two files of a home.
    case json, safetensors
    /// What other runtimes, XGBoost and LightGBM load.
    case onnx, xgboost, lightgbm
    /// The coefficients or figures as a table.
    case csv, markdown

    /// Nil where a model of that kind has no such form.
    func bytes(of file: ModelFile) throws -> [UInt8]? {
        switch self {
        case .json: return Array((file.json.prettyText + "\n").utf8)
        case .safetensors: return file.tensorBytes
        case .onnx:
            do {
                return try file.onnxBytes()
            } catch {
                guard case .notExportable = error else { throw error }
                return nil
            }
        case .xgboost: return (file.model as? TreeModel).map { Array($0.xgboostJSON().utf8) }
        case .lightgbm: return (file.model as? TreeModel).map { Array($0.lightgbmText().utf8) }
        case .csv: return Self.csv(of: file.model).map { Array($0.utf8) }
        case .markdown: return Self.markdown(of: file.model).map { Array($0.utf8) }
        }
    }

    private static func csv(of model: any Model) -> String? {
        switch model {
        case let model as LinearModel: model.table.csv
        case let model as MultinomialModel: CoefficientTable.csv(model.tables)
        case let model as StatisticsModel: model.csv
        case let model as SurvivalModel: model.csv
        case let model as CoxModel: model.csv
        default: nil
        }
    }

    private static func markdown(of model: any Model) -> String? {
        switch model {
        case let model as LinearModel: model.table.markdown
        case let model as MultinomialModel:
            model.tables.map { "### \($0.label)\n\n\($0.table.markdown)" }.joined(separator: "\n")
        case let model as StatisticsModel: model.markdown(Speech.language)
        case let model as SurvivalModel: model.markdown(Speech.language)
        case let model as CoxModel: model.markdown(Speech.language)
        case let model as TextModel: model.markdown(Speech.language)
        default: nil
        }
    }
}
