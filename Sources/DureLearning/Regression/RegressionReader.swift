import DureCharter

/// Reads `[algorithm]` of `kind = "regression"`.
struct RegressionReader {
    private enum Word: String {
        case gaussian
        case bernoulli
        case poisson
        case gamma
        case negativeBinomial = "negative-binomial"
        case multinomial
    }

    private static let keys: Set<String> = [
        "kind", "family", "penalty", "tolerance", "rounds_max",
    ]
    private let table: TOMLReader
    private let context: AlgorithmKind.Context
    private let word: Word
    private let penalty: Double
    private let tolerance: Double
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
        tolerance = try table.optionalDouble("tolerance", in: 1e-12...1) ?? 1e-8
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
        let keys = context.isOwn ? Self.keys.union(["averaged_rounds", "step"]) : Self.keys
        switch word {
        case .multinomial:
            try table.refuseUnknownKeys(allowed: keys)
            return try Multinomial(
                columns: columns, ridge: penalty, tolerance: tolerance,
                roundCountMax: roundCountMax, recordsMin: records)
        case .negativeBinomial where !table.has("dispersion"):
            try table.refuseUnknownKeys(allowed: keys)
            return try NegativeBinomial(
                columns: columns, ridge: penalty, tolerance: tolerance,
                roundCountMax: roundCountMax, recordsMin: records)
        default:
            try table.refuseUnknownKeys(
                allowed: keys.union(["dispersion", "lasso", "intercept"]))
            return try GeneralizedLinear(
                columns: columns, family: family(), ridge: penalty,
                lasso: table.optionalDouble("lasso", in: 0...1e12) ?? 0,
                tolerance: tolerance, roundCountMax: roundCountMax, recordsMin: records,
                intercept: intercept())
        }
    }

    /// One member has one intercept.
    private func intercept() throws(TOMLError) -> GeneralizedLinear.Intercept {
        let written: GeneralizedLinear.Intercept = try table.optionalChoice("intercept") ?? .shared
        return context.isOwn ? .shared : written
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
