import ArgumentParser
import DureAssessment
import DureCore
import DureFederation
import DureLearning
import DureNode

/// The command `dure train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: StudyPhrases.train.text(Speech.language),
        discussion: "Example: dure train study.toml --home clinic")

    @Argument(help: "The manifest (TOML), as for a study.")
    var file: String
    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let (manifest, text) = try ManifestText.read(file)
        let training = try NodeTraining(manifest, hash: Digest(of: text), in: home.member())
        let result = try training.run { done, all in
            guard StandardStreams.isTerminal else { return }
            let text = Speech.say(StudyPhrases.rounding, ["done": "\(done)", "all": "\(all)"])
            StandardStreams.status("\r\(text)\u{1b}[K\r")
        }
        if StandardStreams.isTerminal { StandardStreams.status("\r\u{1b}[K") }
        output.show(json(manifest, result), orLines: lines(manifest, result))
    }

    private func lines(_ study: StudyManifest, _ result: NodeTraining.Result) -> [String] {
        let trained = Speech.say(
            StudyPhrases.trained,
            [
                "study": study.study.text, "rows": "\(result.trainRowCount)",
                "rounds": "\(result.roundCount)", "reason": Speech.say(result.reason.phrase),
            ])
        let choice = ModelText.choice(result.model)
        guard result.score != nil, let measures = result.measures else {
            return [trained] + choice
        }
        let table = OutcomeText.measures([measures], head: [Speech.say(StudyPhrases.thisModel)])
        return [
            trained,
            Speech.say(StudyPhrases.trainedTested, ["rows": "\(result.testRowCount)"]), "",
        ] + table.lines + choice
    }

    private func json(_ study: StudyManifest, _ result: NodeTraining.Result) -> JSONValue {
        [
            "study": .string(study.study.text), "model": .string(result.model.hash.hex),
            "train_rows": .count(result.trainRowCount), "test_rows": .count(result.testRowCount),
            "rounds": .count(result.roundCount), "reason": .string(result.reason.rawValue),
            "measures": result.measures?.json ?? .null,
            "choice": result.model.choice?.json ?? .null,
        ]
    }
}
