package import DureCharter

/// The algorithms that a manifest can ask for, by the word that it writes.
package enum AlgorithmKind: String, Sendable, Hashable, CaseIterable {
    /// Generalized linear models; the family follows from the target where none is named.
    case regression
    /// Gradient-boosted trees.
    case trees

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
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    package static func algorithm(
        reading table: TOMLReader, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        switch try table.choice("kind", of: AlgorithmKind.self) {
        case .regression: return try regression(reading: table, in: context)
        case .trees: return try trees(reading: table, in: context)
        }
    }
}

extension AlgorithmKind {
    private static func trees(
        reading table: TOMLReader, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        guard context.clippingBound == nil else {
            throw table.error("kind", .notTogether(with: "privacy.mode"))
        }
        let settings = try TreeSettings(reading: table, columns: context.columns)
        do {
            return try GradientBoostedTrees(columns: context.columns, settings: settings)
        } catch {
            // What the settings cannot have was found above, with a line.
            throw table.error("kind", .notTogether(with: "data.target"))
        }
    }

    private static func regression(
        reading table: TOMLReader, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        try table.refuseUnknownKeys(
            allowed: ["kind", "family", "dispersion", "penalty", "lasso", "rounds_max"])
        let penalty = try table.optionalDouble("penalty", in: 0...1e9) ?? 1
        let lasso = try table.optionalDouble("lasso", in: 0...1e9) ?? 0
        let rounds = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 20
        let family = try family(reading: table, target: context.columns.target)
        do {
            guard let clippingBound = context.clippingBound else {
                return try GeneralizedLinear(
                    columns: context.columns, family: family, ridge: penalty, lasso: lasso,
                    roundCountMax: rounds, recordsMin: context.recordsMin)
            }
            guard !table.has("lasso") else {
                throw table.error("lasso", .notTogether(with: "privacy.mode"))
            }
            return try NoisyGradient(
                columns: context.columns, family: family, recordsExpected: context.recordsMin,
                gradientNormMax: clippingBound, roundCountMax: rounds, ridge: penalty)
        } catch let error as TOMLError {
            throw error
        } catch {
            throw table.error("kind", .unknownValue)
        }
    }

    private static func family(
        reading table: TOMLReader, target: StudyColumns.Target?
    ) throws(TOMLError) -> Family {
        let family: Family
        switch try table.optionalString("family") {
        case "gaussian": family = .gaussian
        case "bernoulli": family = .bernoulli
        case "poisson": family = .poisson
        case "gamma": family = .gamma
        case "negative-binomial":
            family = .negativeBinomial(dispersion: try table.double("dispersion", in: 1e-6...1e6))
        case nil:
            guard case .binary? = target else { return try checked(.gaussian) }
            family = .bernoulli
        default: throw table.error("family", .unknownValue)
        }
        return try checked(family)

        func checked(_ family: Family) throws(TOMLError) -> Family {
            guard family.admits(target) else {
                throw table.error("family", .notTogether(with: "target"))
            }
            return family
        }
    }
}
