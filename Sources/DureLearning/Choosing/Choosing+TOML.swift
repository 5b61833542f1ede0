package import DureCharter

extension AlgorithmKind {
    /// Reads a manifest's `[algorithm]`, and the table `[choose]` where there is one.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    package static func algorithm(
        reading table: TOMLReader, choosing choose: TOMLReader?, in context: Context
    ) throws(TOMLError) -> any SumAlgorithm {
        guard let choose else { return try algorithm(reading: table, in: context) }
        guard try table.choice("kind", of: AlgorithmKind.self) != .text else {
            // Its own models choose their penalty; folds do not know texts.
            throw TOMLError(
                line: choose.line, key: choose.path,
                problem: .notTogether(with: "algorithm.kind"))
        }
        switch context.privacy?.mode {
        case nil, .recordJoint?: break
        case .recordLocal?, .memberJoint?, .central?:
            // Noise drawn inside, and whole members' vectors, have no place side by side.
            throw TOMLError(
                line: choose.line, key: choose.path, problem: .notTogether(with: "privacy.mode"))
        }
        return try Choosing(reading: choose, of: table, in: context)
    }
}

extension Choosing {
    private static let ownKeys: Set<String> = ["folds", "score", "rule"]

    /// Reads a manifest's `[choose]`: `folds`, `score`, `rule`, and lists of values for keys of
    /// `[algorithm]`, of which every combination is a candidate.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong; for a candidate's value the
    ///   line where it stands in its list.
    package init(
        reading choose: TOMLReader, of table: TOMLReader, in context: AlgorithmKind.Context
    ) throws(TOMLError) {
        let folds = try choose.optionalInteger("folds", in: Self.foldCounts) ?? 5
        let score = try choose.optionalChoice("score", of: HeldOutScore.self) ?? .loss
        let rule = try choose.optionalChoice("rule", of: Choice.Rule.self) ?? .lowest
        let combinations = try table.combinations(
            with: choose, except: Self.ownKeys, countMax: Self.candidateCountMax)
        var candidates: [Candidate] = []
        for combination in combinations {
            candidates.append(
                try Self.candidate(
                    combination, in: context, folds: folds, from: table.path, to: choose.path))
        }
        do {
            try self.init(
                candidates, foldCount: folds, score: score, rule: rule,
                recordsMin: context.recordsMin)
        } catch {
            throw Self.place(of: error, choose, table, hasNoise: context.clippingBound != nil)
        }
    }

    private static func candidate(
        _ combination: TOMLCombination, in context: AlgorithmKind.Context, folds: Int,
        from path: String, to ownPath: String
    ) throws(TOMLError) -> Candidate {
        do {
            return Candidate(
                values: combination.values,
                inFold: try AlgorithmKind.algorithm(
                    reading: combination.table, in: context.inFold(of: folds)),
                onAll: try AlgorithmKind.algorithm(reading: combination.table, in: context))
        } catch {
            // What a list brought in is wrong in its list.
            let key = error.key.dropFirst(path.count + 1)
            let isListed = combination.values.keys.contains {
                key == $0 || key.hasPrefix("\($0).") || key.hasPrefix("\($0)[")
            }
            guard isListed else { throw error }
            throw TOMLError(line: error.line, key: "\(ownPath).\(key)", problem: error.problem)
        }
    }

    private static func place(
        of error: LearningError, _ choose: TOMLReader, _ table: TOMLReader, hasNoise: Bool
    ) -> TOMLError {
        switch error {
        case .badSetting("target"): table.error("kind", .notTogether(with: choose.path))
        case .badSetting("score"):
            choose.error("score", .notTogether(with: hasNoise ? "privacy.mode" : "data.target"))
        case .badSetting("passes"):
            // All runs one after the other: fewer of them, fewer rounds, fewer epochs.
            TOMLError(
                line: choose.line, key: choose.path, problem: .tooLarge(limit: passCountLimit))
        default:
            // All runs side by side: fewer candidates, fewer folds, or smaller models.
            TOMLError(
                line: choose.line, key: choose.path,
                problem: .tooLarge(limit: ModelState.numberCountMax))
        }
    }
}

extension AlgorithmKind.Context {
    /// What an algorithm must know that learns from the rows of all folds but one.
    ///
    /// Where sums are exact the folds' sizes are checked before; with noise the number of records
    /// is a divisor, and fewer are to be expected.
    fileprivate func inFold(of folds: Int) -> AlgorithmKind.Context {
        guard !isOwn else { return self }
        let records = clippingBound == nil ? 1 : max(recordsMin - recordsMin / folds, 1)
        return AlgorithmKind.Context(
            columns: columns, recordsMin: records, recordsMax: recordsMax, privacy: privacy)
    }
}
