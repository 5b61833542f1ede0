package import DureCore

/// What was released about one dataset, to judge whether one more answer gives somebody away.
///
/// Two answers about nested sets of rows tell a third by their difference: those in the larger and
/// not in the smaller set. This refuses an answer about fewer than the minimum, and one whose
/// difference to an earlier answer, or to the whole dataset, is about fewer than the minimum.
/// Conservative: where a count is not known yet and the sets are nested, the answer is refused.
/// It looks at each pair of answers; three or more answers that isolate somebody only together
/// are not found, nor what a reader knows from elsewhere.
package struct QueryHistory: Sendable, Hashable {
    /// The most answers that are kept and compared.
    package static let countMax = 10_000

    /// Which rows an answer is about: in each named column, one of those levels.
    package struct Filter: Sendable, Hashable {
        /// By column, the codes of the levels that are let in; a column left out lets in all.
        package let codes: [String: Set<Int32>]

        /// A filter; empty for all rows.
        package init(_ codes: [String: Set<Int32>] = [:]) {
            self.codes = codes
        }

        /// Whether every row that this lets in is let in by the other as well, by the codes alone.
        package func isInside(_ other: Filter) -> Bool {
            if isEmpty { return true }
            return other.codes.allSatisfy { column, levels in
                codes[column].map { $0.isSubset(of: levels) } ?? false
            }
        }

        /// Whether it lets in nothing.
        package var isEmpty: Bool { codes.values.contains { $0.isEmpty } }
    }

    /// An answer: its name, its rows, and how many persons they are where that is known.
    package struct Answer: Sendable, Hashable {
        /// What people call it.
        package let name: String
        /// Its rows.
        package let filter: Filter
        /// How many persons; nil before it is counted.
        package let count: Int?

        /// An answer.
        package init(name: String, filter: Filter, count: Int?) {
            self.name = name
            self.filter = filter
            self.count = count
        }
    }

    /// Why an answer must not be given.
    package enum Refusal: Sendable, Hashable {
        /// It is about too few persons.
        case tooFew(countMin: Int)
        /// Its difference to an earlier one is about too few.
        case isolates(earlier: String, countMin: Int)
        /// Its difference to an earlier one is not known.
        case unknownDifference(earlier: String)
        /// There are more answers than are compared.
        case tooManyAnswers(limit: Int)
    }

    /// The fewest persons that an answer, or a difference, may be about.
    package let countMin: Int
    /// What was released.
    package private(set) var answers: [Answer]

    /// A history; `countMin` at least 1.
    package init(countMin: Int, answers: [Answer] = []) {
        precondition(countMin >= 1, "a minimum")
        self.countMin = countMin
        self.answers = answers
    }

    /// Adds a released answer.
    package mutating func append(_ answer: Answer) {
        answers.append(answer)
    }

    /// Why the answer must not be given, or nil where it may.
    ///
    /// - Complexity: O(answers × columns).
    package func refusal(of new: Answer) -> Refusal? {
        guard answers.count < Self.countMax else { return .tooManyAnswers(limit: Self.countMax) }
        if let count = new.count, count > 0, count < countMin {
            return .tooFew(countMin: countMin)
        }
        for earlier in answers {
            let isSmaller = new.filter.isInside(earlier.filter)
            let isLarger = earlier.filter.isInside(new.filter)
            guard isSmaller || isLarger else { continue }
            guard let before = earlier.count, let now = new.count else {
                // The same rows again: what changed since would show, and nobody knows how much.
                return .unknownDifference(earlier: earlier.name)
            }
            let difference = abs(before - now)
            if difference > 0, difference < countMin {
                return .isolates(earlier: earlier.name, countMin: countMin)
            }
        }
        return nil
    }

    /// For each group of an answer that is told apart by a column, why it must not be shown.
    ///
    /// - Parameters:
    ///   - column: The grouping column; each code is one group.
    ///   - counts: By code, the persons of that group; nil before they are counted.
    /// - Returns: The refused codes.
    package func refusals(
        of base: Answer, by column: String, counts: [Int32: Int?]
    ) -> [Int32: Refusal] {
        var refusals: [Int32: Refusal] = [:]
        for (code, count) in counts.sorted(by: { $0.key < $1.key }) {
            var codes = base.filter.codes
            codes[column] = (codes[column] ?? [code]).intersection([code])
            let part = Answer(name: base.name, filter: Filter(codes), count: count)
            refusals[code] = refusal(of: part)
        }
        return refusals
    }
}

extension QueryHistory.Refusal {
    /// The refusal as a sentence.
    package func text(_ language: Language) -> String {
        switch self {
        case .tooFew(let countMin):
            StatisticsPhrases.refusedSmall.text(language, ["count": String(countMin)])
        case .isolates(let earlier, let countMin):
            StatisticsPhrases.refusedDifference.text(
                language, ["earlier": earlier, "count": String(countMin)])
        case .unknownDifference(let earlier):
            StatisticsPhrases.refusedUnknown.text(language, ["earlier": earlier])
        case .tooManyAnswers(let limit):
            StatisticsPhrases.refusedMany.text(language, ["limit": String(limit)])
        }
    }
}
