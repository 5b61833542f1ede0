package import DureCore

/// A logistic regression that can be used: features with their scaling, and coefficients.
package struct LogisticModel: Sendable, Hashable {
    /// The version of the JSON form.
    package static let version: Int64 = 1
    /// The largest JSON text that is read, in bytes.
    package static let byteCountMax = 1 << 20

    /// The input columns in the order of the coefficients.
    package let features: [FeatureSpecification]
    /// The column that the model foretells: the probability that it is 1.
    package let label: String
    /// The intercept, then one for each scaled feature.
    package let coefficients: [Double]

    /// Takes coefficients over scaled features.
    ///
    /// - Throws: ``LearningError`` for the features, or
    ///   ``LearningError/malformedModel(field:)`` for coefficients of another count or not finite.
    package init(
        features: [FeatureSpecification], label: String, coefficients: [Double]
    ) throws(LearningError) {
        self.features = try features.checked()
        guard coefficients.count == features.count + 1, coefficients.allSatisfy(\.isFinite) else {
            throw .malformedModel(field: "coefficients")
        }
        self.label = label
        // Adding zero turns -0 into 0, which JSON cannot tell apart.
        self.coefficients = coefficients.map { $0 + 0 }
    }

    /// A model that answers one probability for every row, strictly between 0 and 1.
    package init(
        features: [FeatureSpecification], label: String, constant probability: Double
    ) throws(LearningError) {
        guard probability > 0, probability < 1 else {
            throw .malformedModel(field: "coefficients")
        }
        let zeros = [Double](repeating: 0, count: features.count)
        try self.init(
            features: features, label: label,
            coefficients: [Elementary.logit(probability)] + zeros)
    }

    /// Whether every row gets the same answer.
    package var isConstant: Bool { coefficients.dropFirst().allSatisfy { $0 == 0 } }

    /// The probability of the label 1 for raw values, in the features' units and order.
    ///
    /// - Returns: Nil where a value is missing (NaN).
    package func probability(of row: [Double]) -> Double? {
        precondition(row.count == features.count, "a value for each feature")
        guard !row.contains(where: \.isNaN) else { return nil }
        var margin = coefficients[0]
        for (index, feature) in features.enumerated() {
            margin += coefficients[index + 1] * feature.scaled(row[index])
        }
        return Elementary.sigmoid(margin)
    }

    /// The probability of the label 1 for each row of a batch; nil where a value is missing.
    ///
    /// The label's column is not needed.
    ///
    /// - Throws: ``LearningError/unknownColumn(column:)`` or ``LearningError/notNumbers(column:)``.
    package func probabilities(of batch: RecordBatch) throws(LearningError) -> [Double?] {
        var columns: [[Double]] = []
        for feature in features {
            guard batch.columns[feature.column] != nil else {
                throw .unknownColumn(column: feature.column)
            }
            guard let numbers = batch.numbers(feature.column) else {
                throw .notNumbers(column: feature.column)
            }
            columns.append(numbers)
        }
        return (0..<batch.rowCount).map { row in probability(of: columns.map { $0[row] }) }
    }

    /// The probability of the label 1 for each row of a matrix of these features.
    package func probabilities(of data: DesignMatrix) -> [Double] {
        precondition(data.width == coefficients.count, "a matrix of these features")
        return (0..<data.rowCount).map {
            Elementary.sigmoid(data.margin(row: $0, coefficients: coefficients))
        }
    }

    /// SHA-256 of the canonical JSON without its `hash`: the name of exactly this model.
    package var hash: Digest { Digest(of: JSONValue.object(content).canonicalBytes) }

    /// The model as JSON, with its hash.
    ///
    /// Numbers read back to the last bit.
    package var json: JSONValue {
        var members = content
        members["hash"] = .string(hash.hex)
        return .object(members)
    }

    private var content: [String: JSONValue] {
        [
            "format": "dure/logistic-model", "version": .integer(Self.version),
            "label": .string(label), "features": .array(features.map(\.json)),
            "coefficients": .array(coefficients.map { .number($0) }),
        ]
    }

    /// Reads what ``json`` wrote, and checks the hash.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``,
    ///   ``LearningError/modelHashMismatch``, or what the features' checks throw.
    package init(json: JSONValue) throws(LearningError) {
        guard json["format"]?.text == "dure/logistic-model" else {
            throw .malformedModel(field: "format")
        }
        guard json["version"]?.int == Self.version else { throw .malformedModel(field: "version") }
        guard let label = json["label"]?.text else { throw .malformedModel(field: "label") }
        guard let list = json["features"]?.elements, list.count <= [FeatureSpecification].countMax
        else { throw .malformedModel(field: "features") }
        var features: [FeatureSpecification] = []
        for element in list { features.append(try FeatureSpecification(json: element)) }
        guard let numbers = json["coefficients"]?.elements else {
            throw .malformedModel(field: "coefficients")
        }
        let coefficients = numbers.compactMap(\.double)
        guard coefficients.count == numbers.count else {
            throw .malformedModel(field: "coefficients")
        }
        try self.init(features: features, label: label, coefficients: coefficients)
        guard json["hash"]?.text == hash.hex else { throw .modelHashMismatch }
    }
}
