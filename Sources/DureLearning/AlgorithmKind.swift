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
        /// The most records that one member may bring.
        package let recordsMax: Int
        /// What the study promises; nil where sums are exact.
        package let privacy: StudyPrivacy?
        /// Whether it is for one member's rows, in its house: settings that only matter beside
        /// noise or others are then passed over.
        package let isOwn: Bool

        /// What a study says around its algorithm.
        package init(
            columns: StudyColumns, recordsMin: Int, recordsMax: Int, privacy: StudyPrivacy? = nil
        ) {
            self.columns = columns
            self.recordsMin = recordsMin
            self.recordsMax = recordsMax
            self.privacy = privacy
            isOwn = false
        }

        /// The same algorithm for one member alone: exact, and without a smallest cohort.
        package init(ownOf columns: StudyColumns) {
            self.columns = columns
            recordsMin = 1
            // Only sums that leave are held to a bound.
            recordsMax = .max
            privacy = nil
            isOwn = true
        }

        /// The L2 norm to which gradients are clipped for noise in the sum; nil where there is none.
        var clippingBound: Double? {
            switch privacy?.mode {
            case .recordJoint?, .memberJoint?: privacy?.clip ?? StudyPrivacy.clipDefault
            case .recordLocal?, .central?, nil: nil
            }
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
            case .statistics: try statistics(table, context)
            case .regression: try RegressionReader(table, context).algorithm()
            case .kaplanMeier:
                try KaplanMeier(
                    reading: table, columns: context.columns, recordsMin: context.recordsMin)
            case .cox:
                try CoxRegression(
                    reading: table, columns: context.columns, recordsMin: context.recordsMin)
            case .trees: try trees(table, context)
            case .network: try NetworkReader(table, context).algorithm()
            case .text: try TextReader(table, context).algorithm()
            }
        switch context.privacy?.mode {
        case nil where algorithm.ownNoise == nil: return algorithm
        case .recordLocal? where algorithm.ownNoise != nil: return algorithm
        case .recordJoint? where algorithm.clippingBound != nil: return algorithm
        case .memberJoint?:
            guard let clip = context.clippingBound,
                let clipped = (algorithm as? any MemberMean)?.clipped(to: clip)
            else { break }
            return clipped
        case .recordLocal?, .recordJoint?, .central?, nil: break
        }
        throw table.error("kind", .notTogether(with: "privacy.mode"))
    }

    private static func statistics(
        _ table: TOMLReader, _ context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        let isNoisy = context.privacy?.mode == .recordJoint
        // The queries and the public ranges say how long a record's vector can be.
        if isNoisy, context.privacy?.clip != nil {
            throw table.error("kind", .notTogether(with: "privacy.clip"))
        }
        return try Statistics(
            reading: table, columns: context.columns, recordsMin: context.recordsMin,
            noisePerMember: isNoisy ? 0 : nil)
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
