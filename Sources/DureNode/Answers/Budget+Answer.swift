package import DureCore
package import DurePrivacy

/// A dataset's book with all that is computed of it.
package struct BudgetReport {
    /// Whose book it is.
    package let dataset: Name
    /// Limits and charges.
    package let book: BudgetBook
    /// What all charges add up to; nil before the first.
    package let spent: PrivacyFigure?
    /// By study.
    package let studies: [StudyCharges]
    /// By asker.
    package let askers: [AskerCharges]

    /// Computes the sums.
    ///
    /// - Throws: `PrivacyError`.
    package init(dataset: Name, book: BudgetBook) throws {
        self.dataset = dataset
        self.book = book
        spent = try book.spent(effort: .full)
        studies = try book.studies()
        askers = try book.askers()
    }

    /// The epsilon that is left.
    package var left: Double { max(0, book.epsilonLimit - (spent?.epsilon ?? 0)) }

    /// The report as commands and the management API tell it.
    package var answer: JSONValue {
        var members = totals
        members["epsilon_limit_per_asker"] = book.askerLimit.map { .figure($0) }
        members["askers"] = .array(
            askers.map { asker in
                [
                    "asker": asker.asker.map { .string($0) } ?? .null,
                    "charges": .count(asker.chargeCount),
                    "figure": asker.figure?.answer ?? .null,
                ]
            })
        return .object(members)
    }

    private var totals: [String: JSONValue] {
        [
            "dataset": .string(dataset.text), "epsilon_limit": .figure(book.epsilonLimit),
            "delta": .figure(book.delta), "epsilon_spent": .figure(spent?.epsilon ?? 0),
            "epsilon_left": .figure(left),
            "accountant": spent.map { .string($0.accountant.rawValue) } ?? .null,
            "releases_without_noise": .count(book.unboundedReleases.count),
            "studies": .array(
                studies.map { study in
                    [
                        "study": .string(study.study), "charges": .count(study.chargeCount),
                        "given_back": .count(study.refundCount),
                        "releases_without_noise": .count(study.unboundedCount),
                        "figure": study.figure?.answer ?? .null,
                    ]
                }),
        ]
    }
}

extension PrivacyFigure {
    /// The figure with what it rests on.
    package var answer: JSONValue {
        [
            "epsilon": .figure(epsilon), "delta": .figure(delta),
            "accountant": .string(accountant.rawValue),
            "assumptions": .texts(assumptions.map(\.rawValue)),
        ]
    }
}
