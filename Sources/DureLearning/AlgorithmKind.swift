package import DureCharter

/// The algorithms that a manifest can ask for, by the word that it writes.
package enum AlgorithmKind: String, Sendable, Hashable, CaseIterable {
    /// Counts, means, cross tables, histograms, quantiles.
    case statistics
    /// Generalized linear models; the family follows from the target where none is named.
    case regression
    /// Survival curves and the log-rank test.
    case kaplanMeier = "kaplan-meier"
    /// Cox's proportional hazards.
    case cox
    /// Gradient-boosted trees.
    case trees
    /// Multilayer perceptrons.
    case network

    /// What an algorithm must know of the study around it.
    package struct Context: Sendable {
        /// What the study reads of a row.
        package let columns: StudyColumns
        /// The fewest records that must be in the sum.
        package let recordsMin: Int
        /// The L2 norm that a record's part is clipped to; nil where sums are exact.
        package let clippingBound: Double?

        /// What a study says around its algorithm.
        package init(columns: StudyColumns, recordsMin: Int, clippingBound: Double?) {
            self.columns = columns
            self.recordsMin = recordsMin
            self.clippingBound = clippingBound
        }
    }

    /// Reads a manifest's `[algorithm]`.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong; where the study asks for
    ///   noise, also for an algorithm that bounds no record's part.
    package static func algorithm(
        reading table: TOMLReader, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        let algorithm: any SumAlgorithm =
            switch try table.choice("kind", of: AlgorithmKind.self) {
            case .statistics:
                try Statistics(
                    reading: table, columns: context.columns, recordsMin: context.recordsMin)
            case .regression: try RegressionReader(table, context).algorithm()
            case .kaplanMeier:
                try KaplanMeier(
                    reading: table, columns: context.columns, recordsMin: context.recordsMin)
            case .cox:
                try CoxRegression(
                    reading: table, columns: context.columns, recordsMin: context.recordsMin)
            case .trees: try trees(table, context)
            case .network: try NetworkTraining(reading: table, columns: context.columns)
            }
        guard context.clippingBound == nil || algorithm.clippingBound != nil else {
            throw table.error("kind", .notTogether(with: "privacy.mode"))
        }
        return algorithm
    }

    private static func trees(
        _ table: TOMLReader, _ context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        let settings = try TreeSettings(reading: table, columns: context.columns)
        do {
            return try GradientBoostedTrees(columns: context.columns, settings: settings)
        } catch {
            // What the settings cannot have was found above, with a line.
            throw table.error("kind", .notTogether(with: "data.target"))
        }
    }
}

/// Reads `[algorithm]` of `kind = "regression"`.
private struct RegressionReader {
    private enum Word: String {
        case gaussian
        case bernoulli
        case poisson
        case gamma
        case negativeBinomial = "negative-binomial"
        case multinomial
    }

    private static let keys: Set<String> = ["kind", "family", "penalty", "rounds_max"]
    private let table: TOMLReader
    private let context: AlgorithmKind.Context
    private let word: Word
    private let penalty: Double
    private let roundCountMax: Int

    init(_ table: TOMLReader, _ context: AlgorithmKind.Context) throws(TOMLError) {
        self.table = table
        self.context = context
        if let word = try table.optionalChoice("family", of: Word.self) {
            self.word = word
        } else {
            word =
                switch context.columns.target {
                case .binary?: .bernoulli
                case .classes?: .multinomial
                case .number?, .event?, nil: .gaussian
                }
        }
        penalty = try table.optionalDouble("penalty", in: 0...1e12) ?? 1
        roundCountMax = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 20
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
        let (columns, records) = (context.columns, context.recordsMin)
        switch word {
        case .multinomial:
            try table.refuseUnknownKeys(allowed: Self.keys)
            return try Multinomial(
                columns: columns, ridge: penalty, roundCountMax: roundCountMax, recordsMin: records)
        case .negativeBinomial where !table.has("dispersion"):
            try table.refuseUnknownKeys(allowed: Self.keys)
            return try NegativeBinomial(
                columns: columns, ridge: penalty, roundCountMax: roundCountMax, recordsMin: records)
        default:
            try table.refuseUnknownKeys(
                allowed: Self.keys.union(["dispersion", "lasso", "intercept"]))
            return try GeneralizedLinear(
                columns: columns, family: family(), ridge: penalty,
                lasso: table.optionalDouble("lasso", in: 0...1e12) ?? 0,
                roundCountMax: roundCountMax, recordsMin: records,
                intercept: table.optionalChoice("intercept") ?? .shared)
        }
    }

    private func noisy(_ bound: Double) throws -> any SumAlgorithm {
        let allowed = Self.keys.union(["averaged_rounds", "step", "dispersion"])
        try table.refuseUnknownKeys(allowed: allowed)
        let averaged = try table.optionalInteger("averaged_rounds", in: 1...roundCountMax)
        let step = try table.optionalDouble("step", in: 1e-9...1e9)
        if word == .multinomial {
            return try NoisySoftmax(
                columns: context.columns, recordsExpected: context.recordsMin,
                gradientNormMax: bound, roundCountMax: roundCountMax, averagedRoundCount: averaged,
                ridge: penalty, stepLength: step)
        }
        return try NoisyGradient(
            columns: context.columns, family: family(), recordsExpected: context.recordsMin,
            gradientNormMax: bound, roundCountMax: roundCountMax, averagedRoundCount: averaged,
            ridge: penalty, stepLength: step)
    }

    private func family() throws(TOMLError) -> Family {
        if word != .negativeBinomial, table.has("dispersion") {
            throw table.error("dispersion", .notTogether(with: "family"))
        }
        switch word {
        case .gaussian: return .gaussian
        case .bernoulli: return .bernoulli
        case .poisson: return .poisson
        case .gamma: return .gamma
        case .negativeBinomial:
            return .negativeBinomial(dispersion: try table.double("dispersion", in: 1e-8...1e8))
        case .multinomial: throw table.error("family", .unknownValue)
        }
    }

    /// Which key led to an error.
    private func place(of error: LearningError) -> TOMLError {
        let keys = ["ridge": "penalty", "rounds": "rounds_max", "averaged-rounds": "rounds_max"]
        switch error {
        case .badSetting("family"): return table.error("family", .notTogether(with: "data.target"))
        case .badSetting("offset"): return table.error("kind", .notTogether(with: "offset"))
        case .badSetting(let name): return table.error(keys[name] ?? name, .unknownValue)
        case .featureCount(let limit): return table.error("kind", .tooLarge(limit: limit))
        default: return table.error("kind", .unknownValue)
        }
    }
}
