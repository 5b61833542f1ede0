package import DureCharter
package import DureTensor

/// The words for families, as studies write them.
private enum FamilyWord: String {
    case gaussian
    case bernoulli
    case poisson
    case gamma
    case negativeBinomial = "negative-binomial"
}

/// What all regressions are told alike.
private struct SharedSettings {
    static let keys: Set<String> = ["kind", "ridge", "tolerance", "rounds_max", "records_min"]
    private static let penalties = 0.0...1e12

    let ridge: Double
    let tolerance: Double
    let roundCountMax: Int
    let recordsMin: Int

    init(_ table: TOMLReader, kind: String, rounds: Int) throws(TOMLError) {
        if let word = try table.optionalString("kind"), word != kind {
            throw table.error("kind", .unknownValue)
        }
        ridge = try table.optionalDouble("ridge", in: Self.penalties) ?? 0
        tolerance = try table.optionalDouble("tolerance", in: 1e-12...1) ?? 1e-8
        roundCountMax = try table.optionalInteger("rounds_max", in: 1...1_000) ?? rounds
        recordsMin = try table.optionalInteger("records_min", in: 1...1_000_000_000) ?? 1
    }
}

/// The TOML error of a setting that the algorithm refused.
private func tomlError(_ error: LearningError, in table: TOMLReader) -> TOMLError {
    let keys = ["rounds": "rounds_max", "records": "records_min", "averaged-rounds": "rounds_max"]
    switch error {
    case .badSetting("family"): return table.error("family", .notTogether(with: "target"))
    case .badSetting("offset"): return table.error("kind", .notTogether(with: "offset"))
    case .badSetting(let name): return table.error(keys[name] ?? name, .unknownValue)
    case .featureCount(let limit): return table.error("kind", .tooLarge(limit: limit))
    default: return table.error("kind", .unknownValue)
    }
}

extension GeneralizedLinear {
    /// Reads the settings of a study's `[algorithm]` table: `family`; `dispersion` for a negative
    /// binomial; `ridge`, `lasso`, `intercept` (`shared` or `personal`), `tolerance`, `rounds_max`,
    /// `records_min`.
    ///
    /// - Throws: `TOMLError` with line and key, for unknown keys too; `notTogether` at `family` for
    ///   a target that the family cannot have.
    package init(
        reading table: TOMLReader, columns: StudyColumns, pool: WorkerPool = WorkerPool()
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: SharedSettings.keys.union(["family", "dispersion", "lasso", "intercept"]))
        let shared = try SharedSettings(table, kind: Self.name, rounds: 25)
        let family = try Self.family(table)
        let lasso = try table.optionalDouble("lasso", in: 0...1e12) ?? 0
        let intercept = try table.optionalChoice("intercept", of: Intercept.self) ?? .shared
        do {
            try self.init(
                columns: columns, family: family, ridge: shared.ridge, lasso: lasso,
                tolerance: shared.tolerance, roundCountMax: shared.roundCountMax,
                recordsMin: shared.recordsMin, intercept: intercept, pool: pool)
        } catch { throw tomlError(error, in: table) }
    }

    private static func family(_ table: TOMLReader) throws(TOMLError) -> Family {
        let word = try table.choice("family", of: FamilyWord.self)
        if word != .negativeBinomial, table.has("dispersion") {
            throw table.error("dispersion", .notTogether(with: "family"))
        }
        switch word {
        case .gaussian: return .gaussian
        case .bernoulli: return .bernoulli
        case .poisson: return .poisson
        case .gamma: return .gamma
        case .negativeBinomial:
            return .negativeBinomial(
                dispersion: try table.double("dispersion", in: 1e-8...1e8))
        }
    }
}

extension Multinomial {
    /// Reads the settings of a study's `[algorithm]` table: `ridge`, `tolerance`, `rounds_max`,
    /// `records_min`.
    ///
    /// - Throws: `TOMLError` with line and key, for unknown keys too.
    package init(
        reading table: TOMLReader, columns: StudyColumns, pool: WorkerPool = WorkerPool()
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: SharedSettings.keys)
        let shared = try SharedSettings(table, kind: Self.name, rounds: 25)
        do {
            try self.init(
                columns: columns, ridge: shared.ridge, tolerance: shared.tolerance,
                roundCountMax: shared.roundCountMax, recordsMin: shared.recordsMin, pool: pool)
        } catch { throw tomlError(error, in: table) }
    }
}

extension NegativeBinomial {
    /// Reads the settings of a study's `[algorithm]` table: `ridge`, `tolerance`, `rounds_max`,
    /// `records_min`.
    ///
    /// - Throws: `TOMLError` with line and key, for unknown keys too.
    package init(
        reading table: TOMLReader, columns: StudyColumns, pool: WorkerPool = WorkerPool()
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: SharedSettings.keys)
        let shared = try SharedSettings(table, kind: Self.name, rounds: 50)
        do {
            try self.init(
                columns: columns, ridge: shared.ridge, tolerance: shared.tolerance,
                roundCountMax: shared.roundCountMax, recordsMin: shared.recordsMin, pool: pool)
        } catch { throw tomlError(error, in: table) }
    }
}

extension NoisyGradient {
    /// Reads the settings of a study's `[algorithm]` table: `family`, `ridge`, `rounds_max`,
    /// `averaged_rounds`, `step`.
    ///
    /// The clipping bound and the declared records are the study's privacy, not the algorithm's
    /// table.
    ///
    /// - Throws: `TOMLError` with line and key, for unknown keys too.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsExpected: Int,
        gradientNormMax: Double
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: ["kind", "family", "ridge", "rounds_max", "averaged_rounds", "step"])
        if let word = try table.optionalString("kind"), word != Self.name {
            throw table.error("kind", .unknownValue)
        }
        let family: Family =
            switch try table.choice("family", of: FamilyWord.self) {
            case .gaussian: .gaussian
            case .bernoulli: .bernoulli
            case .poisson: .poisson
            case .gamma: .gamma
            case .negativeBinomial: throw table.error("family", .unknownValue)
            }
        let rounds = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 12
        let averaged = try table.optionalInteger("averaged_rounds", in: 1...rounds)
        let step = try table.optionalDouble("step", in: 1e-9...1e9)
        let ridge = try table.optionalDouble("ridge", in: 0...1e12) ?? 10
        do {
            try self.init(
                columns: columns, family: family, recordsExpected: recordsExpected,
                gradientNormMax: gradientNormMax, roundCountMax: rounds,
                averagedRoundCount: averaged, ridge: ridge, stepLength: step)
        } catch { throw tomlError(error, in: table) }
    }
}

extension NoisySoftmax {
    /// Reads the settings of a study's `[algorithm]` table: `ridge`, `rounds_max`,
    /// `averaged_rounds`, `step`.
    ///
    /// - Throws: `TOMLError` with line and key, for unknown keys too.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsExpected: Int,
        gradientNormMax: Double
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: ["kind", "ridge", "rounds_max", "averaged_rounds", "step"])
        if let word = try table.optionalString("kind"), word != Self.name {
            throw table.error("kind", .unknownValue)
        }
        let rounds = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 12
        let averaged = try table.optionalInteger("averaged_rounds", in: 1...rounds)
        let step = try table.optionalDouble("step", in: 1e-9...1e9)
        let ridge = try table.optionalDouble("ridge", in: 0...1e12) ?? 10
        do {
            try self.init(
                columns: columns, recordsExpected: recordsExpected,
                gradientNormMax: gradientNormMax, roundCountMax: rounds,
                averagedRoundCount: averaged, ridge: ridge, stepLength: step)
        } catch { throw tomlError(error, in: table) }
    }
}
