import DureCore
import DureFederation
import DureLearning
import DureNode
import DurePrivacy

/// A study's manifest with the numbers that follow from it, for people and as JSON.
struct ManifestText {
    /// Noise longer than this share of the largest possible sum is warned of: a real gradient sum
    /// is some third of the largest.
    private static let noiseShareMax = 0.5
    /// So many levels of a column are written out.
    private static let levelsShown = 6

    let manifest: StudyManifest
    let hash: Digest
    let plan: StudyPlan

    /// Reads a file; errors name it.
    static func read(_ path: String) throws -> (StudyManifest, [UInt8]) {
        let text = try UserFile.read(path, byteCountMax: StudyManifest.byteCountMax)
        do {
            return (try StudyManifest(parsing: text), text)
        } catch {
            throw NodeError.settings(path: path, error)
        }
    }

    /// - Parameter memberCount: nil for four members, or as many as the study needs at least.
    init(_ manifest: StudyManifest, hash: Digest, memberCount: Int?) throws {
        self.manifest = manifest
        self.hash = hash
        plan = try StudyPlan(
            manifest: manifest, manifestHash: hash,
            memberCount: memberCount ?? max(4, manifest.memberCountMin))
    }

    var lines: [String] {
        get throws { [ask, predicts] + columns + [algorithm, group] + weakness + (try privacy) }
    }

    private var question: String {
        let texts = manifest.question
        return texts[Speech.language.rawValue] ?? texts["en"]
            ?? texts.sorted { $0.key < $1.key }.first?.value ?? ""
    }

    private var ask: String {
        Speech.say(
            StudyPhrases.asks,
            [
                "study": manifest.study.text, "purpose": CardText.words([manifest.purpose]),
                "question": question,
            ])
    }

    private var predicts: String {
        Speech.say(
            manifest.target == nil ? StudyPhrases.describes : StudyPhrases.predicts,
            [
                "target": manifest.columns.targetNames.joined(separator: ", "),
                "dataset": manifest.dataset.text,
                "train": manifest.split.words(.train, Speech.language),
                "test": manifest.split.words(.test, Speech.language),
            ])
    }

    private var columns: [String] {
        var table = TextTable(
            [StudyPhrases.column, StudyPhrases.unit, StudyPhrases.range].map { Speech.say($0) })
        for input in manifest.columns.inputs { table.add(Self.cells(input)) }
        for text in manifest.columns.texts {
            table.add([text.column, "B", "0 ~ \(text.byteCountMax)"])
        }
        return table.lines.map { "  \($0)" }
    }

    private static func cells(_ input: InputColumn) -> [String] {
        switch input {
        case .number(let feature, _):
            [
                feature.column, feature.unit,
                "\(Figures.plain(feature.lower)) ~ \(Figures.plain(feature.upper))",
            ]
        case .category(let category):
            [
                category.column, "",
                category.levels.prefix(levelsShown).joined(separator: ", ")
                    + (category.levels.count > levelsShown ? ", …" : ""),
            ]
        }
    }

    private var algorithm: String {
        Speech.say(
            StudyPhrases.algorithm,
            [
                "name": algorithmName, "rounds": "\(plan.algorithm.roundCountMax)",
                "count": "\(sumLength)",
            ])
    }

    private var sumLength: Int { plan.sumLength(at: plan.algorithm.start()) }

    private var algorithmName: String { plan.algorithm.settings["algorithm"]?.text ?? "" }

    private var group: String {
        let thresholds = plan.thresholds
        return Speech.say(
            StudyPhrases.group,
            [
                "members": "\(thresholds.memberCount)", "m": "\(thresholds.survivorsMin)",
                "t": "\(thresholds.sharingThreshold)", "c": "\(thresholds.colludingCount)",
                "least": "\(manifest.memberCountMin)", "records": "\(manifest.recordCountMin)",
            ])
    }

    private var weakness: [String] {
        guard plan.thresholds.isWeakGroup else { return [] }
        return [
            Speech.say(
                StudyPhrases.weakGroup, ["count": "\(plan.thresholds.honestSurvivors)"])
        ]
    }

    private var privacy: [String] {
        get throws {
            guard let privacy = manifest.privacy, let round = try plan.promised(rounds: 1),
                let figure = try plan.figure(rounds: roundCountMax)
            else { return [Speech.say(StudyPhrases.exact)] }
            let lines: [String] =
                [
                    Speech.say(
                        StudyPhrases.noisy,
                        [
                            "mode": privacy.mode.rawValue,
                            "guarantee": Speech.say(privacy.mode.phrase),
                            "epsilon": Figures.plain(privacy.epsilon),
                            "delta": Figures.plain(privacy.delta),
                            "sigma": Figures.short(round.sigma), "clip": Figures.plain(clip),
                        ])
                ] + (try reach(figure))
                + [
                    Speech.say(
                        StudyPhrases.deltaNote,
                        ["count": "\(Int((1 / privacy.delta).rounded(.up)))"])
                ]
            switch privacy.mode {
            case .recordLocal: return lines + sampling(privacy, round)
            case .memberJoint: return lines + (try members)
            case .recordJoint, .central: return lines + (try noiseShare)
            }
        }
    }

    private var roundCountMax: Int { plan.algorithm.roundCountMax }

    private var clip: Double {
        manifest.privacy?.clip ?? plan.algorithm.clippingBound ?? StudyPrivacy.clipDefault
    }

    /// Against whom the study holds what it promises.
    private func reach(_ figure: PrivacyFigure) throws -> [String] {
        let accountant = Speech.say(figure.accountant.phrase)
        guard let outsiders = try plan.figureAgainstOutsiders(rounds: roundCountMax) else {
            return [
                Speech.say(
                    StudyPhrases.everybody,
                    ["epsilon": Figures.up(figure.epsilon), "accountant": accountant])
            ]
        }
        return [
            Speech.say(
                StudyPhrases.coalition,
                [
                    "c": "\(plan.thresholds.colludingCount)",
                    "epsilon": Figures.up(figure.epsilon), "accountant": accountant,
                ]),
            Speech.say(
                StudyPhrases.outsiders,
                [
                    "epsilon": Figures.up(outsiders.epsilon),
                    "accountant": Speech.say(outsiders.accountant.phrase),
                ]),
        ]
    }

    private func sampling(_ privacy: StudyPrivacy, _ round: GaussianSteps) -> [String] {
        guard let sampling = privacy.sampling else { return [] }
        return [
            Speech.say(
                StudyPhrases.sampling,
                [
                    "steps": "\(round.steps)", "batch": "\(sampling.batch)",
                    "records": "\(sampling.records)",
                ])
        ]
    }

    private var members: [String] {
        get throws {
            guard let ratio = plan.noiseOverUpdate, let record = try manifest.recordEpsilon()
            else { return [] }
            let lines = [
                Speech.say(StudyPhrases.recordEpsilon, ["epsilon": Figures.up(record)]),
                Speech.say(
                    StudyPhrases.noiseOverUpdate,
                    ["percent": Figures.fixed(ratio * 100, digits: 1)]),
            ]
            return ratio > Self.noiseShareMax ? lines + [Speech.say(StudyPhrases.drowned)] : lines
        }
    }

    private var noiseShare: [String] {
        get throws {
            guard let share = try noiseOverSum else { return [] }
            let line = Speech.say(
                StudyPhrases.noiseShare,
                [
                    "percent": Figures.fixed(share * 100, digits: 1),
                    "records": "\(manifest.recordCountMin)",
                ])
            return share > Self.noiseShareMax ? [line, Speech.say(StudyPhrases.drowned)] : [line]
        }
    }

    /// The expected length of the noise on one sum of all members, over the length of a sum in
    /// which every clipped record of the smallest cohort points the same way; nil where noise does
    /// not protect records in the sum.
    private var noiseOverSum: Double? {
        get throws {
            guard manifest.privacy?.mode == .recordJoint, let shares = plan.mechanism.shares else {
                return nil
            }
            let sigma = try shares.sigmaAgainstOutsiders(survivors: plan.thresholds.memberCount)
            let length = sigma * Double(sumLength).squareRoot()
            return length / Double(manifest.recordCountMin)
        }
    }

    var json: JSONValue {
        get throws {
            let thresholds = plan.thresholds
            var members: [String: JSONValue] = [
                "study": .string(manifest.study.text), "manifest": .string(hash.hex),
                "question": .string(question), "purpose": .string(manifest.purpose),
                "dataset": .string(manifest.dataset.text),
                "target": manifest.target.map { .string($0) } ?? .null,
                "columns": manifest.columns.json,
                "algorithm": .string(algorithmName),
                "rounds_max": .count(plan.algorithm.roundCountMax),
                "members": .count(thresholds.memberCount),
                "sharing_threshold": .count(thresholds.sharingThreshold),
                "survivors_min": .count(thresholds.survivorsMin),
                "colluding": .count(thresholds.colludingCount),
                "weak_group": .bool(thresholds.isWeakGroup),
                "records_min": .count(manifest.recordCountMin), "privacy": .null,
            ]
            if let privacy = manifest.privacy, let round = try plan.promised(rounds: 1),
                let figure = try plan.figure(rounds: roundCountMax)
            {
                let outsiders = try plan.figureAgainstOutsiders(rounds: roundCountMax) ?? figure
                let share = try noiseOverSum ?? plan.noiseOverUpdate
                members["privacy"] = [
                    "mode": .string(privacy.mode.rawValue),
                    "epsilon": .figure(privacy.epsilon), "delta": .figure(privacy.delta),
                    "record_epsilon": .figure(try manifest.recordEpsilon()),
                    "clip": .figure(clip), "sigma": .figure(round.sigma),
                    "q": .figure(round.samplingProbability), "steps": .count(round.steps),
                    "against_coalition": figure.answer,
                    "against_outsiders": outsiders.answer, "noise_share": .figure(share),
                ]
            }
            return .object(members)
        }
    }
}
