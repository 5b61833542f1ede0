/// What text classification with and without noise have in common: what is read, and the classes.
struct TextSettings: Sendable, Hashable {
    /// The most classes.
    static let classCountMax = 64
    /// How many numbers both lists of a state may have, with a margin for its other fields.
    static let stateNumberCountMax = ModelState.byteCountMax / 8 - 64

    let columns: StudyColumns
    let features: TextFeatures
    /// The classes; two for a target of 0 and 1.
    let classes: [String]

    /// Checks that there are texts, nothing else to foretell from, and classes.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `texts`, `inputs`, `offset`, `target`
    ///   or `levels`, or `buckets` where there are more than ``bucketCountMax(classCount:)``.
    init(columns: StudyColumns, features: TextFeatures) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(!columns.texts.isEmpty, "texts")
        try check(columns.inputs.isEmpty, "inputs")
        try check(columns.offset == nil, "offset")
        switch columns.target {
        case .binary: classes = ["0", "1"]
        case .classes(let category): classes = category.levels
        case .number, .event, nil: throw .badSetting(name: "target")
        }
        try check(classes.count <= Self.classCountMax, "levels")
        try check(
            features.bucketCount <= Self.bucketCountMax(classCount: classes.count), "buckets")
        self.columns = columns
        self.features = features
    }

    /// The most buckets, a power of two, for which a state has room for frequencies and three lists
    /// of coefficients: point, last point, last gradient.
    static func bucketCountMax(classCount: Int) -> Int {
        var count = TextFeatures.bucketCounts.upperBound
        while count + 3 * (1 + count) * classCount + 8 > stateNumberCountMax { count /= 2 }
        return count
    }

    /// What a sum over these texts holds.
    var layout: TextSum {
        TextSum(
            bucketCount: features.bucketCount, classCount: classes.count,
            weightMax: columns.weight?.upper ?? 1)
    }
}
