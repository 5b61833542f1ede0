internal import DureCore

/// The levels of a column that mean 1, and those that mean 0; any other is a missing answer.
package struct BinaryLevels: Sendable, Hashable {
    /// The levels that mean 1.
    package let positive: [String]
    /// The levels that mean 0.
    package let negative: [String]

    /// Checks that there are some of both, each once.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    package init(positive: [String], negative: [String]) throws(LearningError) {
        let all = positive + negative
        guard !positive.isEmpty, !negative.isEmpty, Set(all).count == all.count,
            all.count <= CategorySpecification.levelCountMax, !all.contains("")
        else { throw .malformedModel(field: "positive") }
        self.positive = positive
        self.negative = negative
    }

    /// Both lists, the positive one first, as the levels of a column.
    func category(_ column: String) throws(LearningError) -> CategorySpecification {
        try CategorySpecification(column: column, levels: positive + negative)
    }

    var json: [String: JSONValue] {
        ["positive": .texts(positive), "negative": .texts(negative)]
    }

    /// Reads what ``json`` wrote; nil where there are no levels.
    init?(json: JSONValue) throws(LearningError) {
        guard let positive = json["positive"]?.elements, let negative = json["negative"]?.elements
        else { return nil }
        try self.init(
            positive: positive.compactMap(\.text), negative: negative.compactMap(\.text))
    }
}
