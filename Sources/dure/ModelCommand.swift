import ArgumentParser
import DureCore
import DureLearning
import DureNode

/// The command `dure model`.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: ModelPhrases.model.text(Speech.language),
        subcommands: [List.self, Show.self, Predict.self])

    /// The command `dure model list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ModelPhrases.list.text(Speech.language),
            discussion: "Example: dure model list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let home = try NodeHome(opening: home.path, kind: .node)
            var table = TextTable(
                [
                    ModelPhrases.name, ModelPhrases.kind, ModelPhrases.label, ModelPhrases.columns,
                    ModelPhrases.shortHash,
                ].map { Speech.say($0) })
            var list: [JSONValue] = []
            for name in try home.modelNames() {
                let file = try home.model(name)
                let kind = type(of: file.model).kind
                let columns = file.model.columns
                let target = columns.targetNames.joined(separator: ", ")
                table.add([
                    name.text, kind, target, "\(columns.inputNames.count)",
                    String(file.hash.hex.prefix(16)),
                ])
                list.append([
                    "name": .string(name.text), "kind": .string(kind), "label": .string(target),
                    "columns": .texts(columns.inputNames),
                    "hash": .string(file.hash.hex),
                ])
            }
            output.show(
                .array(list), orLines: list.isEmpty ? [Speech.say(ModelPhrases.none)] : table.lines)
        }
    }

    /// The command `dure model show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ModelPhrases.show.text(Speech.language),
            discussion: "Example: dure model show heart-2026 --home clinic")

        @Argument(help: "The model's name, which is its study's.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let file = try NodeHome(opening: home.path, kind: .node).model(name)
            var json = file.json.members ?? [:]
            json["study"] = .string(name.text)
            if let model = file.model as? LinearModel {
                json["coefficients"] = .object(
                    Dictionary(
                        zip(model.terms.names, model.coefficients.map { .number($0) }),
                        uniquingKeysWith: { first, _ in first }))
            }
            output.show(.object(json), orLines: lines(file))
        }

        private func lines(_ file: ModelFile) -> [String] {
            let target = file.model.columns.targetNames.joined(separator: ", ")
            var lines = [
                Speech.say(ModelPhrases.study, ["study": name.text]),
                Speech.say(ModelPhrases.hash, ["hash": file.hash.hex]),
            ]
            if let model = file.model as? LinearModel {
                let isShare = model.family == .bernoulli
                lines += [
                    Speech.say(
                        isShare ? ModelPhrases.answers : ModelPhrases.answersMean,
                        ["label": target]),
                    Speech.say(isShare ? ModelPhrases.formula : ModelPhrases.formulaMean),
                ]
            } else {
                lines.append(
                    Speech.say(
                        target.isEmpty ? ModelPhrases.describes : ModelPhrases.foretells,
                        ["kind": type(of: file.model).kind, "label": target]))
            }
            return lines + [""] + ModelText.lines(file.model)
        }
    }

    /// The command `dure model predict`.
    struct Predict: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ModelPhrases.predict.text(Speech.language),
            discussion: "Example: dure model predict heart-2026 new.csv --home clinic "
                + "--output scored.csv")

        private static let fileByteCountMax = 1 << 29

        @Argument(help: "The model's name, which is its study's.")
        var name: Name
        @Argument(help: "The table: a file, or - for standard input.")
        var file: String
        @OptionGroup var home: HomeOption
        @OptionGroup var json: JSONOption
        @Option(name: .long, help: "The file to write; without it, standard output.")
        var output: String?
        @Flag(name: .long, help: "Replace the file that --output names.")
        var force = false
        @Option(name: .long, help: "The name of the added column; without it, the model's own.")
        var column: String?

        func validate() throws {
            guard !json.json || output != nil else {
                throw ValidationError("--json wants --output: the table takes standard output.")
            }
        }

        func run() throws {
            if let output, !force, UserFile.exists(output) {
                throw NodeError.fileExists(path: output)
            }
            let home = try NodeHome(opening: home.path, kind: .node)
            let model = try home.model(name)
            guard !model.model.outputNames.isEmpty else {
                throw ValidationError(Speech.say(ModelPhrases.foretellsNothing))
            }
            let text = try UserFile.read(file, byteCountMax: Self.fileByteCountMax)
            let table = try PredictedTable(applying: model.model, to: text, column: column)
            let log = LedgerLog(
                ledger: try home.ledger(), actor: home.settings.name.text, clock: SystemWallClock())
            try log.record(
                "model.predict", object: model.hash,
                details: ["model": .string(name.text), "rows": .count(table.rowCount)])
            guard let output else {
                StandardStreams.out(bytes: table.csv)
                notes(table).forEach(StandardStreams.error)
                return
            }
            try UserFile.write(table.csv, to: output, replacing: force)
            json.show(
                [
                    "model": .string(model.hash.hex), "output": .string(output),
                    "rows": .count(table.rowCount), "missing": .count(table.missingCount),
                    "clamped": .count(table.clampedCount),
                ],
                orLines: notes(table))
        }

        private func notes(_ table: PredictedTable) -> [String] {
            var notes = [
                Speech.say(
                    ModelPhrases.predicted,
                    ["rows": "\(table.rowCount)", "missing": "\(table.missingCount)"])
            ]
            if table.clampedCount > 0 {
                notes.append(
                    Speech.say(ModelPhrases.clamped, ["count": "\(table.clampedCount)"]))
            }
            return notes
        }
    }
}
