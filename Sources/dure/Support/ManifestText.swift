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
            guard case .recordJoint(let epsilon, let delta, let clip) = manifest.privacy,
                let shares = plan.mechanism.shares
            else { return [Speech.say(StudyPhrases.exact)] }
            let mode = PrivacyMode.recordJoint
            let figures = try figures(shares, delta)
            let share = try noiseShare(shares)
            let lines = [
                Speech.say(
                    StudyPhrases.noisy,
                    [
                        "mode": mode.rawValue, "guarantee": Speech.say(mode.phrase),
                        "epsilon": Figures.plain(epsilon), "delta": Figures.plain(delta),
                        "sigma": Figures.short(shares.sigmaAgainstCoalition),
                        "clip": Figures.plain(clip),
                    ]),
                Speech.say(
                    StudyPhrases.coalition,
                    [
                        "c": "\(shares.colluding)",
                        "epsilon": Figures.up(figures.againstCoalition.epsilon),
                        "accountant": Speech.say(figures.againstCoalition.accountant.phrase),
                    ]),
                Speech.say(
                    StudyPhrases.outsiders,
                    [
                        "epsilon": Figures.up(figures.againstOutsiders.epsilon),
                        "accountant": Speech.say(figures.againstOutsiders.accountant.phrase),
                    ]),
                Speech.say(
                    StudyPhrases.deltaNote, ["count": "\(Int((1 / delta).rounded(.up)))"]),
                Speech.say(
                    StudyPhrases.noiseShare,
                    [
                        "percent": Figures.fixed(share * 100, digits: 1),
                        "records": "\(manifest.recordCountMin)",
                    ]),
            ]
            return share > Self.noiseShareMax ? lines + [Speech.say(StudyPhrases.drowned)] : lines
        }
    }

    private func figures(
        _ shares: NoiseShares, _ delta: Double
    ) throws -> (againstCoalition: PrivacyFigure, againstOutsiders: PrivacyFigure) {
        try shares.figures(
            survivors: plan.thresholds.memberCount, steps: plan.algorithm.roundCountMax,
            delta: delta, relation: .addRemove)
    }

    /// The expected length of the noise on one sum of all members, over the length of a sum in
    /// which every clipped record of the smallest cohort points the same way.
    private func noiseShare(_ shares: NoiseShares) throws -> Double {
        let sigma = try shares.sigmaAgainstOutsiders(survivors: plan.thresholds.memberCount)
        let length = sigma * Double(sumLength).squareRoot()
        return length / Double(manifest.recordCountMin)
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
            if case .recordJoint(let epsilon, let delta, let clip) = manifest.privacy,
                let shares = plan.mechanism.shares
            {
                let figures = try figures(shares, delta)
                members["privacy"] = [
                    "mode": .string(PrivacyMode.recordJoint.rawValue),
                    "epsilon": .figure(epsilon), "delta": .figure(delta), "clip": .figure(clip),
                    "sigma": .figure(shares.sigmaAgainstCoalition),
                    "against_coalition": figures.againstCoalition.answer,
                    "against_outsiders": figures.againstOutsiders.answer,
                    "noise_share": .figure(try noiseShare(shares)),
                ]
            }
            return .object(members)
        }
    }
}
