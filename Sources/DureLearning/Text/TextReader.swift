import DureCharter

/// Reads `[algorithm]` of `kind = "text"`.
struct TextReader {
    private static let keys: Set<String> = [
        "kind", "characters", "words", "buckets", "penalty", "tolerance", "rounds_max",
    ]
    private static let noisyKeys: Set<String> = ["averaged_rounds", "step", "momentum"]
    private static let bucketCountDefault = 1 << 14

    private let table: TOMLReader
    private let context: AlgorithmKind.Context

    init(_ table: TOMLReader, _ context: AlgorithmKind.Context) {
        self.table = table
        self.context = context
    }

    func algorithm() throws(TOMLError) -> any SumAlgorithm {
        do {
            guard let bound = context.clippingBound else { return try exact() }
            return try noisy(bound)
        } catch let error as TOMLError {
            throw error
        } catch let error as LearningError {
            throw place(of: error)
        } catch {
            throw table.error("kind", .unknownValue)
        }
    }

    private func exact() throws -> any SumAlgorithm {
        try table.refuseUnknownKeys(
            allowed: context.isOwn ? Self.keys.union(Self.noisyKeys) : Self.keys)
        // With noise, rounds are few because each is charged for; alone there is nothing to save.
        let written = try table.optionalInteger("rounds_max", in: 1...1_000)
        return try TextRegression(
            columns: context.columns, features: features(),
            ridge: table.optionalDouble("penalty", in: 1e-9...1e9) ?? 0.1,
            tolerance: table.optionalDouble("tolerance", in: 1e-12...0.5) ?? 1e-2,
            roundCountMax: context.isOwn ? max(written ?? 100, 100) : written ?? 100,
            recordsMin: context.recordsMin)
    }

    private func noisy(_ bound: Double) throws -> any SumAlgorithm {
        try table.refuseUnknownKeys(
            allowed: Self.keys.subtracting(["tolerance"]).union(Self.noisyKeys))
        let rounds = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 20
        return try NoisyText(
            columns: context.columns, features: features(), recordsExpected: context.recordsMin,
            gradientNormMax: bound, roundCountMax: rounds,
            averagedRoundCount: table.optionalInteger("averaged_rounds", in: 1...rounds),
            ridge: table.optionalDouble("penalty", in: 1e-9...1e9) ?? 1,
            stepLength: table.optionalDouble("step", in: 1e-9...1e9),
            momentum: table.optionalDouble("momentum", in: 0...0.99) ?? 0.9)
    }

    private func features() throws -> TextFeatures {
        let characters = try orders("characters", most: TextFeatures.characterOrderMax)
        let words = try orders("words", most: TextFeatures.wordOrderMax)
        return try TextFeatures(
            characters: characters ?? (words == nil ? 1...4 : nil), words: words,
            bucketCount: bucketCount())
    }

    /// A power of two, no more than a state has room for with so many classes.
    private func bucketCount() throws(TOMLError) -> Int {
        var classCount = 2
        if case .classes(let category)? = context.columns.target {
            classCount = min(category.levels.count, TextSettings.classCountMax)
        }
        let most = TextSettings.bucketCountMax(classCount: classCount)
        guard let count = try table.optionalInteger("buckets", in: TextFeatures.bucketCounts) else {
            return min(Self.bucketCountDefault, most)
        }
        guard count.nonzeroBitCount == 1 else { throw table.error("buckets", .unknownValue) }
        guard count <= most else { throw table.error("buckets", .tooLarge(limit: most)) }
        return count
    }

    /// `[least, most]`.
    private func orders(_ key: String, most: Int) throws(TOMLError) -> ClosedRange<Int>? {
        guard let ends = try table.optionalIntegers(key) else { return nil }
        guard ends.count == 2, ends[0] >= 1, ends[0] <= ends[1], ends[1] <= most else {
            throw table.error(key, .outOfRange(min: 1, max: Double(most)))
        }
        return ends[0]...ends[1]
    }

    /// Which key led to an error.
    private func place(of error: LearningError) -> TOMLError {
        let keys = ["ridge": "penalty", "rounds": "rounds_max", "averaged-rounds": "rounds_max"]
        switch error {
        case .badSetting("texts"), .badSetting("inputs"):
            return table.error("kind", .notTogether(with: "column"))
        case .badSetting("target"): return table.error("kind", .notTogether(with: "data.target"))
        case .badSetting("levels"): return table.error("kind", .notTogether(with: "target.levels"))
        case .badSetting("offset"): return table.error("kind", .notTogether(with: "offset"))
        case .badSetting(let name): return table.error(keys[name] ?? name, .unknownValue)
        default: return table.error("kind", .unknownValue)
        }
    }
}
