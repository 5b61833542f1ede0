package import DureCore

/// A softmax regression over hashed n-grams that can be used.
///
/// It holds numbers by bucket and no n-gram: which words speak for a class cannot be read from it,
/// only what it says of a text.
package struct TextModel: Model, Hashable {
    package static let kind = "text"

    package let columns: StudyColumns
    /// What is counted of a text.
    package let features: TextFeatures
    /// The classes; two for a target of 0 and 1.
    package let classes: [String]
    /// Shape [1 + buckets, classes], the intercepts first.
    package let coefficients: [Double]
    /// Shape [buckets], above 0: how much an n-gram of the bucket counts; nil where all count
    /// alike.
    package let bucketWeights: [Double]?

    /// Takes coefficients and weights.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` for numbers of another count, not finite,
    ///   or weights outside 2^±20, or ``LearningError/badSetting(name:)`` for columns that are no
    ///   texts with classes.
    package init(
        columns: StudyColumns, features: TextFeatures, coefficients: [Double],
        bucketWeights: [Double]?
    ) throws(LearningError) {
        let settings = try TextSettings(columns: columns, features: features)
        guard coefficients.count == settings.layout.dimension, coefficients.allSatisfy(\.isFinite)
        else { throw .malformedModel(field: "coefficients") }
        let isInRange =
            bucketWeights.map {
                $0.count == features.bucketCount
                    && $0.allSatisfy { (0x1p-20...0x1p20).contains($0) }
            } ?? true
        guard isInRange else { throw .malformedModel(field: "weights") }
        self.columns = columns
        self.features = features
        classes = settings.classes
        self.coefficients = coefficients
        self.bucketWeights = bucketWeights
    }

    private var isBinary: Bool {
        if case .binary? = columns.target { true } else { false }
    }

    package var outputNames: [String] { isBinary ? ["probability"] : classes }

    package func predictions(of table: StudyTable) -> [Double] {
        let isComplete = table.isComplete
        let rows = TextRows(table, features: features)
        let vectors = ClassVectors(coefficients, classCount: classes.count)
        let outputs = isBinary ? 1..<2 : classes.indices
        var answers: [Double] = []
        answers.reserveCapacity(table.rowCount * outputs.count)
        var values: [Double] = []
        var row = 0
        for place in 0..<table.rowCount {
            guard isComplete[place] else {
                answers += [Double](repeating: .nan, count: outputs.count)
                continue
            }
            TextSum.weigh(rows, rows.entries(row), bucketWeights, into: &values)
            var said = vectors.products(rows.buckets[rows.entries(row)], values)
            TextSum.chances(of: &said)
            answers += said[outputs]
            row += 1
        }
        return answers
    }

    package var description: JSONValue {
        .object([
            "classes": .array(classes.map { .string($0) }), "features": features.json,
        ])
    }

    package var tensors: [NamedTensor] {
        [
            NamedTensor(
                "coefficients", shape: [1 + features.bucketCount, classes.count],
                .doubles(coefficients))
        ] + (bucketWeights.map { [NamedTensor("weights", $0)] } ?? [])
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let features = description["features"] else {
            throw .malformedModel(field: "features")
        }
        let hasWeights = tensors.contains { $0.name == "weights" }
        try self.init(
            columns: columns, features: TextFeatures(json: features),
            coefficients: tensors.doubles("coefficients"),
            bucketWeights: hasWeights ? tensors.doubles("weights") : nil)
        guard description["classes"]?.elements?.compactMap(\.text) == classes else {
            throw .malformedModel(field: "classes")
        }
    }

    /// What the model is made of, for people: that it cannot name the n-grams is said too.
    package func markdown(_ language: Language) -> String {
        func orders(_ range: ClosedRange<Int>?) -> String {
            guard let range else { return TextPhrases.none.text(language) }
            return range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        }
        return TextPhrases.model.text(
            language,
            [
                "columns": columns.texts.map(\.column).joined(separator: ", "),
                "classes": classes.joined(separator: ", "),
                "characters": orders(features.characters), "words": orders(features.words),
                "buckets": "\(features.bucketCount)",
            ]) + "\n" + TextPhrases.hashed.text(language)
    }
}

/// What models of texts say to people.
enum TextPhrases {
    static let model = Phrase(
        en: "Sorts {columns} into {classes}. N-grams of characters: {characters}; of words: "
            + "{words}; buckets: {buckets}.",
        ko: "{columns} 열의 글을 {classes}(으)로 나눕니다. 글자 n-그램: {characters}, 단어 n-그램: {words}, "
            + "버킷: {buckets}개.")
    static let hashed = Phrase(
        en: "N-grams are kept as hashes only, so the model cannot say which words speak for a "
            + "class.",
        ko: "n-그램은 해시로만 보관하므로 어떤 단어가 어느 분류를 뒷받침하는지는 모델에서 알 수 없습니다.")
    static let none = Phrase(en: "none", ko: "없음")
}
