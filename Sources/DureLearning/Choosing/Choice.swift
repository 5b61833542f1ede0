package import DureCore

/// How one of several settings was chosen: what was tried, how it did on rows it had not seen.
package struct Choice: Sendable, Hashable {
    /// Which candidate is taken.
    package enum Rule: String, Sendable, Hashable, CaseIterable {
        /// The one with the lowest mean loss; of equals the first.
        case lowest
        /// The first whose mean loss is within one standard error of the lowest: with the simplest
        /// candidates first, the simplest that is as good (Breiman et al. 1984, 3.4.3).
        case oneStandardError = "one-standard-error"
    }

    /// One candidate.
    package struct Trial: Sendable, Hashable {
        /// The settings that were tried, by key.
        package let values: [String: JSONValue]
        /// Shape [folds]: the mean loss on each fold, nil for one without rows; empty where the
        /// candidate failed.
        package let foldLosses: [Double?]
        /// Why there is no loss; nil where there is.
        package let failure: FailureReason?

        /// The mean of the folds' losses; nil where there is none.
        package var loss: Double? {
            let losses = foldLosses.compactMap { $0 }
            return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
        }

        /// The standard error of ``loss`` over the folds; nil for fewer than two.
        package var standardError: Double? {
            let losses = foldLosses.compactMap { $0 }
            guard let loss, losses.count > 1 else { return nil }
            let squares = losses.reduce(0) { $0 + ($1 - loss) * ($1 - loss) }
            let count = Double(losses.count)
            return (squares / (count - 1) / count).squareRoot()
        }
    }

    /// What candidates were judged by.
    package let score: HeldOutScore
    /// Which one is taken.
    package let rule: Rule
    /// The candidates in the order of the manifest.
    package let trials: [Trial]
    /// The place of the one that was taken.
    package let chosen: Int

    /// Nil where no candidate has a finite loss.
    init?(score: HeldOutScore, rule: Rule, trials: [Trial]) {
        let losses = trials.map { trial in
            trial.loss.flatMap { $0.isFinite ? $0 : nil } ?? .infinity
        }
        guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }),
            losses[best].isFinite
        else { return nil }
        switch rule {
        case .lowest: chosen = best
        case .oneStandardError:
            let most = losses[best] + (trials[best].standardError ?? 0)
            chosen = losses.firstIndex { $0 <= most } ?? best
        }
        self.score = score
        self.rule = rule
        self.trials = trials
    }

    /// How many folds the rows were dealt to.
    package var foldCount: Int { trials[chosen].foldLosses.count }

    /// The choice as JSON.
    package var json: JSONValue {
        .object([
            "score": .string(score.rawValue), "rule": .string(rule.rawValue),
            "folds": .integer(Int64(foldCount)), "chosen": .integer(Int64(chosen)),
            "tried": .array(trials.map(\.json)),
        ])
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    package init(json: JSONValue) throws(LearningError) {
        guard let folds = json["folds"]?.int,
            let foldCount = Choosing.foldCounts.first(where: { Int64($0) == folds }),
            let score = json["score"]?.text.flatMap(HeldOutScore.init),
            let rule = json["rule"]?.text.flatMap(Rule.init),
            let list = json["tried"]?.elements, list.count <= Choosing.candidateCountMax
        else { throw .malformedModel(field: "choice") }
        var trials: [Trial] = []
        for element in list { trials.append(try Trial(json: element, foldCount: foldCount)) }
        guard let found = Choice(score: score, rule: rule, trials: trials),
            json["chosen"]?.int == Int64(found.chosen)
        else { throw .malformedModel(field: "choice") }
        self = found
    }
}

extension Choice.Trial {
    fileprivate var json: JSONValue {
        guard failure == nil else {
            return .object(["values": .object(values), "failed": .string(failure?.rawValue ?? "")])
        }
        func number(_ value: Double?) -> JSONValue { value.map { .number($0 + 0) } ?? .null }
        return .object([
            "values": .object(values), "loss": number(loss),
            "standard-error": number(standardError),
            "fold-losses": .array(foldLosses.map(number)),
        ])
    }

    fileprivate init(json: JSONValue, foldCount: Int) throws(LearningError) {
        guard let values = json["values"]?.members else { throw .malformedModel(field: "values") }
        if let failure = json["failed"]?.text.flatMap(FailureReason.init) {
            self.init(values: values, foldLosses: [], failure: failure)
            return
        }
        let losses = json["fold-losses"]?.elements ?? []
        guard losses.count == foldCount,
            losses.allSatisfy({ $0 == .null || $0.double?.isFinite == true })
        else { throw .malformedModel(field: "fold-losses") }
        self.init(values: values, foldLosses: losses.map(\.double), failure: nil)
    }
}
