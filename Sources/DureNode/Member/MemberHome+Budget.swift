package import DureCore
package import DurePrivacy
internal import DureVault

/// The owner's view of the privacy budgets.
extension MemberHome {
    /// The book of a dataset; nil where none was begun.
    ///
    /// - Throws: `PrivacyError` for a book that cannot be read.
    package func budgetBook(of dataset: Name) throws -> BudgetBook? {
        let path = Vault.budgetPath(of: dataset)
        guard try base.storage.read(path, byteCountMax: PrivacyBudget.byteCountMax) != nil else {
            return nil
        }
        return try PrivacyBudget(opening: path, in: base.storage).book()
    }

    /// The datasets that have a book, also those that were erased, by name.
    package func budgetedDatasets() throws -> [Name] {
        let suffix = ".json"
        return try base.storage.list("vault/budgets").filter { $0.hasSuffix(suffix) }
            .compactMap { file in
                // The lock files and temporary files beside the books have no dataset's name.
                try? Name(String(file.dropLast(suffix.count)))
            }
            .sorted()
    }
}

/// What one asker has taken from a book.
package struct AskerCharges: Sendable, Hashable {
    /// Who asked; nil for charges of which nobody wrote it down.
    package let asker: String?
    /// How many charges count.
    package let chargeCount: Int
    /// What the charges come to alone, at the book's delta; nil where none counts.
    package let figure: PrivacyFigure?
}

/// What one study has taken from a book.
package struct StudyCharges: Sendable, Hashable {
    /// The study.
    package let study: String
    /// How many charges count.
    package let chargeCount: Int
    /// How many were given back.
    package let refundCount: Int
    /// How many releases without noise, which no epsilon bounds.
    package let unboundedCount: Int
    /// What the charges come to alone, at the book's delta; nil where none counts.
    package let figure: PrivacyFigure?
}

extension BudgetBook {
    /// What each asker has taken, by name.
    ///
    /// - Throws: What the accountants throw.
    package func askers() throws(PrivacyError) -> [AskerCharges] {
        var all: [AskerCharges] = []
        for asker in Set(entries.map(\.asker)).sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
            let parts = charges(of: asker).map(\.mechanism)
            let figure =
                parts.isEmpty
                ? nil : try PrivacyAccountant.figures(of: parts, delta: delta, effort: .full).best
            all.append(
                AskerCharges(asker: asker, chargeCount: parts.count, figure: figure))
        }
        return all
    }

    /// What each study has taken, by name.
    ///
    /// The figures are each study's alone: together they are less than their sum.
    ///
    /// - Throws: What the accountants throw.
    package func studies() throws(PrivacyError) -> [StudyCharges] {
        var names: Set<String> = []
        for entry in entries { names.insert(entry.study) }
        var all: [StudyCharges] = []
        for name in names.sorted() {
            let parts = charges.filter { $0.study == name }.map(\.mechanism)
            var refundCount = 0
            for case .refunded(let charge) in entries where charge.study == name {
                refundCount += 1
            }
            let figure =
                parts.isEmpty
                ? nil : try PrivacyAccountant.figures(of: parts, delta: delta, effort: .full).best
            all.append(
                StudyCharges(
                    study: name, chargeCount: parts.count, refundCount: refundCount,
                    unboundedCount: unboundedReleases.count { $0.study == name }, figure: figure))
        }
        return all
    }
}
