package import DureCore

/// What a study or a training yields, as it is kept, shown and used.
///
/// A model's description and tensors are all of it: from them it is read again bit for bit.
package protocol Model: Sendable {
    /// What kind of model, as files write it.
    static var kind: String { get }
    /// What it reads of a row, and what it foretells.
    var columns: StudyColumns { get }
    /// What each number of a prediction is, such as `probability` or a class; not empty for a
    /// model that foretells.
    var outputNames: [String] { get }
    /// All that is no number array: family, settings, what a person should know.
    var description: JSONValue { get }
    /// The numbers, in a fixed order.
    var tensors: [NamedTensor] { get }

    /// Reads a model from its parts.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError)

    /// What the model foretells for each row.
    ///
    /// - Returns: Shape [rows, outputNames.count], row-major; NaN in all of a row where an input
    ///   is missing that the model cannot do without.
    func predictions(of table: StudyTable) -> [Double]
}

/// An array of numbers with a name and a shape.
package struct NamedTensor: Sendable, Hashable {
    /// Its numbers.
    package enum Values: Sendable, Hashable {
        /// Binary64.
        case doubles([Double])
        /// Binary32.
        case floats([Float])
        /// Signed 32-bit integers.
        case integers([Int32])

        /// How many.
        package var count: Int {
            switch self {
            case .doubles(let values): values.count
            case .floats(let values): values.count
            case .integers(let values): values.count
            }
        }
    }

    /// The name, one of its kind in a model.
    package let name: String
    /// The size of each dimension; their product is the count.
    package let shape: [Int]
    /// Row-major.
    package let values: Values

    /// Takes numbers of a shape.
    package init(_ name: String, shape: [Int], _ values: Values) {
        precondition(shape.reduce(1, *) == values.count, "a shape that holds the values")
        self.name = name
        self.shape = shape
        self.values = values
    }

    /// A list of doubles.
    package init(_ name: String, _ values: [Double]) {
        self.init(name, shape: [values.count], .doubles(values))
    }
}

extension [NamedTensor] {
    /// The doubles of that name.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` where there are none, others than so
    ///   many, or one that is not finite.
    package func doubles(_ name: String, count: Int? = nil) throws(LearningError) -> [Double] {
        guard let tensor = first(where: { $0.name == name }),
            case .doubles(let values) = tensor.values, values.allSatisfy(\.isFinite),
            count == nil || count == values.count
        else { throw .malformedModel(field: name) }
        return values
    }
}
