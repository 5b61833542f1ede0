import ArgumentParser
import DureCore
import DureLearning
import DureNode

/// The command `dure model`.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: ModelPhrases.model.text(Speech.language),
        subcommands: [
            List.self, Show.self, ModelPredictCommand.self, ModelExportCommand.self,
        ])

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
            var json = file.answer.members ?? [:]
            json["study"] = .string(name.text)
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
            return lines + [""] + ModelText.lines(file.model) + ModelText.choice(file)
        }
    }
}
