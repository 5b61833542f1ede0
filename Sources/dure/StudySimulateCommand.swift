import ArgumentParser
import DureAssessment
import DureCore
import DureFederation
import DureLearning
import DureNode

/// The command `dure study simulate`.
struct StudySimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: StudyPhrases.simulate.text(Speech.language),
        discussion: """
            Examples:
              dure study simulate study.toml all.csv --member economy
              dure study simulate study.toml north.csv south.csv west.csv --seeds 20
            """)

    private static let seedCountMax = 1_000

    @Argument(help: "The manifest (TOML).")
    var file: String
    @Argument(help: "The rows: one CSV for each member, or one for all with --member.")
    var data: [String]
    @Option(name: .long, help: "The column that tells members apart.")
    var member: String?
    @Option(name: .long, help: "Where rounding and noise come from (default: 1).")
    var seed: UInt64 = 1
    @Option(name: .long, help: "Repeat with so many seeds, and tell the spread (default: 1).")
    var seeds: Int = 1
    @Option(name: .long, help: "Keep the model: two files, NAME.json and NAME.safetensors.")
    var model: String?
    @Flag(name: .long, help: "Replace the files that --model names.")
    var force = false
    @OptionGroup var output: JSONOption

    func validate() throws {
        guard (1...Self.seedCountMax).contains(seeds) else {
            throw ValidationError("--seeds is from 1 to \(Self.seedCountMax).")
        }
    }

    func run() throws {
        if let model { try check(model) }
        let (manifest, text) = try ManifestText.read(file)
        let trial = try StudyTrial(
            manifest, hash: Digest(of: text),
            members: TrialMembers(files: data, memberColumn: member, study: manifest))
        let results: [StudyTrial.Result]
        do {
            results = try (0..<seeds).map {
                try trial.run(seed: seed + UInt64($0), progress: Self.tell)
            }
        } catch {
            // What is odd about the rows may be why.
            trial.remarks.forEach { StandardStreams.error(Self.sentence($0)) }
            throw error
        }
        if StandardStreams.isTerminal { StandardStreams.status("\r\u{1b}[K") }
        guard let result = results.first else { return }
        if let model {
            try UserFile.write(
                result.model.tensorBytes, to: "\(model).safetensors", replacing: force)
            try UserFile.write(
                result.model.json.canonicalBytes, to: "\(model).json", replacing: force)
        }
        output.show(json(trial, results), orLines: lines(trial, result, results))
    }

    private func check(_ model: String) throws {
        for path in ["\(model).json", "\(model).safetensors"]
        where !force && UserFile.exists(path) { throw NodeError.fileExists(path: path) }
    }

    private static func tell(_ stage: StudyTrial.Stage, _ done: Int, _ all: Int) {
        guard StandardStreams.isTerminal else { return }
        let phrase =
            switch stage {
            case .rounds: StudyPhrases.rounding
            case .judging: StudyPhrases.judging
            }
        let text = Speech.say(phrase, ["done": "\(done)", "all": "\(all)"])
        StandardStreams.status("\r\(text)\u{1b}[K\r")
    }

    private func lines(
        _ trial: StudyTrial, _ result: StudyTrial.Result, _ results: [StudyTrial.Result]
    ) -> [String] {
        var lines = [
            Speech.say(StudyPhrases.simulated, ["seed": "\(seed)"]),
            Speech.say(
                StudyPhrases.simulatedRounds,
                [
                    "study": result.outcome.study.text, "rounds": "\(result.outcome.roundCount)",
                    "reason": Speech.say(result.reason.phrase),
                ]),
        ]
        lines += trial.remarks.map(Self.sentence) + [""]
        guard !result.model.model.outputNames.isEmpty else {
            return lines + ModelText.lines(result.model.model)
        }
        lines += OutcomeText.table(result.outcome) + [""]
        lines += result.outcome.sentences(Speech.language)
        if let spread = Spread(results), let score = result.outcome.score {
            lines.append(
                Speech.say(
                    StudyPhrases.simulatedSeeds,
                    [
                        "count": "\(results.count)", "score": Speech.say(score.phrase),
                        "mean": Figures.fixed(spread.mean), "least": Figures.fixed(spread.least),
                        "most": Figures.fixed(spread.most),
                    ]))
        }
        return lines + ModelText.choice(result.model)
    }

    private static func sentence(_ remark: StudyTrial.Remark) -> String {
        let phrase =
            switch remark.kind {
            case .droppedRows: StudyPhrases.droppedRows
            case .clampedValues: StudyPhrases.clampedValues
            case .undeclaredLevels: StudyPhrases.undeclaredLevels
            case .emptyColumn: StudyPhrases.emptyColumn
            }
        return Speech.say(
            phrase,
            [
                "member": remark.member.text, "count": "\(remark.count)",
                "column": remark.column ?? "",
            ])
    }

    private func json(_ trial: StudyTrial, _ results: [StudyTrial.Result]) -> JSONValue {
        [
            "study": .string(trial.plan.manifest.study.text), "simulated": true,
            "remarks": .array(
                trial.remarks.map { remark in
                    [
                        "member": .string(remark.member.text),
                        "kind": .string(remark.kind.rawValue),
                        "column": remark.column.map { .string($0) } ?? .null,
                        "count": .count(remark.count),
                    ]
                }),
            "runs": .array(
                results.enumerated().map { index, result in
                    [
                        "seed": .integer(Int64(clamping: seed + UInt64(index))),
                        "outcome": result.outcome.json, "model": result.model.json,
                        "reason": .string(result.reason.rawValue),
                        "changes": .array(result.changes.map { .number($0) }),
                    ]
                }),
        ]
    }
}

/// The joint model's mean score over several seeds.
private struct Spread {
    let mean: Double
    let least: Double
    let most: Double

    /// Nil for one run, or where nothing is scored.
    init?(_ results: [StudyTrial.Result]) {
        let scores = results.compactMap { $0.outcome.scoreMeans?.joint }
        guard results.count > 1, let least = scores.min(), let most = scores.max() else {
            return nil
        }
        mean = scores.reduce(0, +) / Double(scores.count)
        self.least = least
        self.most = most
    }
}
