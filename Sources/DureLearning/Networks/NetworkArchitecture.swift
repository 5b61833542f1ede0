package import DureCore
package import DureTensor

/// A multilayer perceptron on a table: embeddings, hidden layers, and a head that the target tells.
///
/// Numbers enter scaled, categories through an embedding each. The head is one logit for a binary
/// target (sigmoid, cross-entropy), one for each class (softmax, cross-entropy), or one number in
/// the target's scaling (half the squared error). Rows that miss an input are left out.
package struct NetworkArchitecture: Sendable, Hashable {
    /// The most hidden layers.
    package static let layerCountMax = 16
    /// The widest hidden layer, and the widest input.
    package static let widthMax = 8_192
    /// The widest embedding.
    package static let embeddingWidthMax = 256
    /// The most parameters.
    package static let parameterCountMax = 2_000_000

    /// What the head foretells.
    package enum Head: String, Sendable, Hashable {
        case binary
        case classes
        case number
    }

    /// What it reads of a row.
    package let columns: StudyColumns
    /// The widths of the hidden layers, from the inputs on; may be empty.
    package let hiddenWidths: [Int]
    /// The function behind each hidden layer.
    package let activation: Activation
    /// The width of each category's embedding, in the order of the categories.
    package let embeddingWidths: [Int]
    /// The public number from which the first parameters come.
    package let seed: UInt64
    /// Where the parameters are.
    package let layout: NetworkLayout

    /// Checks the settings.
    ///
    /// - Parameter embeddingWidths: By column; where a category is left out, half its levels, at
    ///   least 2 and at most 16.
    /// - Throws: ``LearningError/badSetting(name:)``: `target` for none or a time to an event,
    ///   `offset` where one is declared, `hidden`, `embedding`, `inputs` or `parameters` for what
    ///   is too wide or too many.
    package init(
        columns: StudyColumns, hiddenWidths: [Int], activation: Activation = .relu,
        embeddingWidths: [String: Int] = [:], seed: UInt64 = 0
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(columns.offset == nil, "offset")
        try check(hiddenWidths.count <= Self.layerCountMax, "hidden")
        try check(hiddenWidths.allSatisfy((1...Self.widthMax).contains), "hidden")
        var widths: [Int] = []
        var names: Set<String> = []
        for case .category(let category) in columns.inputs {
            let usual = min(max((category.levels.count + 1) / 2, 2), 16)
            widths.append(embeddingWidths[category.column] ?? usual)
            names.insert(category.column)
        }
        try check(embeddingWidths.keys.allSatisfy(names.contains), "embedding")
        try check(widths.allSatisfy((1...Self.embeddingWidthMax).contains), "embedding")
        guard let head = Self.head(of: columns.target) else { throw .badSetting(name: "target") }
        layout = NetworkLayout(
            columns: columns, hiddenWidths: hiddenWidths, embeddingWidths: widths, head: head)
        try check((1...Self.widthMax).contains(layout.inputWidth), "inputs")
        try check(layout.count <= Self.parameterCountMax, "parameters")
        self.columns = columns
        self.hiddenWidths = hiddenWidths
        self.activation = activation
        self.embeddingWidths = widths
        self.seed = seed
    }

    private static func head(of target: StudyColumns.Target?) -> Head? {
        switch target {
        case nil, .event: nil
        case .binary: .binary
        case .classes: .classes
        case .number: .number
        }
    }

    /// All of it but the columns, as JSON.
    package var json: JSONValue {
        .object([
            "hidden": .array(hiddenWidths.map { .integer(Int64($0)) }),
            "activation": .string(activation.rawValue),
            "embeddings": .array(embeddingWidths.map { .integer(Int64($0)) }),
            // As text: JSON's numbers do not hold 64 bits.
            "seed": .string(String(seed)),
        ])
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    package init(columns: StudyColumns, json: JSONValue) throws(LearningError) {
        func integers(_ name: String) throws(LearningError) -> [Int] {
            guard let list = json[name]?.elements, list.count <= StudyColumns.inputCountMax else {
                throw .malformedModel(field: name)
            }
            var numbers: [Int] = []
            for element in list {
                guard let number = element.double, number == number.rounded(),
                    (0...1e6).contains(number)
                else { throw .malformedModel(field: name) }
                numbers.append(Int(number))
            }
            return numbers
        }
        guard let name = json["activation"]?.text, let activation = Activation(rawValue: name)
        else { throw .malformedModel(field: "activation") }
        guard let seed = json["seed"]?.text.flatMap({ UInt64($0) }) else {
            throw .malformedModel(field: "seed")
        }
        let widths = try integers("embeddings")
        var byName: [String: Int] = [:]
        var place = 0
        for case .category(let category) in columns.inputs {
            guard place < widths.count else { throw .malformedModel(field: "embeddings") }
            byName[category.column] = widths[place]
            place += 1
        }
        guard place == widths.count else { throw .malformedModel(field: "embeddings") }
        try self.init(
            columns: columns, hiddenWidths: integers("hidden"), activation: activation,
            embeddingWidths: byName, seed: seed)
    }
}
