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
    /// Text classification by hashed n-grams.
    case text

    /// What an algorithm must know of the study around it.
    package struct Context: Sendable {
        /// What the study reads of a row.
        package let columns: StudyColumns
        /// The fewest records that must be in the sum.
        package let recordsMin: Int
        /// The L2 norm that a record's part is clipped to; nil where sums are exact.
        package let clippingBound: Double?
        /// Whether it is for one member's rows, in its house: settings that only matter beside
        /// noise or others are then passed over.
        package let isOwn: Bool

        /// What a study says around its algorithm.
        package init(columns: StudyColumns, recordsMin: Int, clippingBound: Double?) {
            self.columns = columns
            self.recordsMin = recordsMin
            self.clippingBound = clippingBound
            isOwn = false
        }

        /// The same algorithm for one member alone: exact, and without a smallest cohort.
        package init(ownOf columns: StudyColumns) {
            self.columns = columns
            recordsMin = 1
            clippingBound = nil
            isOwn = true
        }
    }

    /// Reads a manifest's `[algorithm]`.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong; where the study asks for
    ///   noise, also for an algorithm that bounds no record's part.
    package static func algorithm(
        reading table: TOMLReader, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        let kind = try table.choice("kind", of: AlgorithmKind.self)
        guard kind == .text || context.columns.texts.isEmpty else {
            throw table.error("kind", .notTogether(with: "text"))
        }
        let algorithm: any SumAlgorithm =
            switch kind {
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
            case .network: try network(table, context)
            case .text: try TextReader(table, context).algorithm()
            }
        guard context.clippingBound == nil || algorithm.clippingBound != nil else {
            throw table.error("kind", .notTogether(with: "privacy.mode"))
        }
        return algorithm
    }

    private static func network(
        _ table: TOMLReader, _ context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        let training = try NetworkTraining(
            reading: table, columns: context.columns, recordsMin: context.recordsMin)
        switch training.method {
        case .updates, .gradients: return training
        case .privateUpdates:
            // Its noise is drawn while it contributes, for which rounds have no way yet.
            throw table.error("method", .notTogether(with: "privacy.mode"))
        case .clippedGradients(let normMax, _):
            guard context.isOwn else {
                guard context.clippingBound == nil || context.clippingBound == normMax else {
                    throw table.error("gradient_norm", .notTogether(with: "privacy.clip"))
                }
                return training
            }
            do {
                return try NetworkTraining(
                    training.architecture, method: .gradients(normMax: normMax),
                    server: training.server, roundCountMax: training.roundCountMax)
            } catch {
                throw table.error("method", .unknownValue)
            }
        }
    }

    private static func trees(
        _ table: TOMLReader, _ context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        var settings = try TreeSettings(reading: table, columns: context.columns)
        settings.recordsMin = context.recordsMin
        do {
            return try GradientBoostedTrees(columns: context.columns, settings: settings)
        } catch {
            // What a setting alone cannot be was found above, with a line.
            switch error {
            case .badSetting("bins"):
                throw table.error("bins", .tooLarge(limit: GradientBoostedTrees.sumCountMax))
            case .badSetting(let name) where ["trees", "leaves_max"].contains(name):
                throw table.error(name, .tooLarge(limit: ModelState.numberCountMax))
            case .badSpecification(_, "levels"):
                throw table.error("kind", .tooLarge(limit: TreeBins.levelCountMax))
            default: throw table.error("kind", .notTogether(with: "data.target"))
            }
        }
    }
}
