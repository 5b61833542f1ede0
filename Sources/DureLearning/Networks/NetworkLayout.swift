/// Where a network's parameters are in the flat list: each category's table, then each layer's
/// weights and bias.
package struct NetworkLayout: Sendable, Hashable {
    /// One category's vectors, shape [levels, width], row-major.
    package struct Embedding: Sendable, Hashable {
        /// The category's column.
        package let column: String
        package let levelCount: Int
        package let width: Int
        /// The place of the first number in the parameters.
        package let offset: Int
        /// The place of the vector in a row of inputs.
        package let inputOffset: Int
    }

    /// One dense layer: weights of shape [inputs, outputs], row-major; bias of shape [outputs].
    package struct Layer: Sendable, Hashable {
        package let inputs: Int
        package let outputs: Int
        package let weights: Int
        package let bias: Int
    }

    /// The head.
    package let head: NetworkArchitecture.Head
    /// How many inputs are numbers; they come first in a row of inputs.
    package let numberCount: Int
    /// The categories' tables.
    package let embeddings: [Embedding]
    /// From the inputs to the head.
    package let layers: [Layer]
    /// How many parameters there are.
    package let count: Int

    init(
        columns: StudyColumns, hiddenWidths: [Int], embeddingWidths: [Int],
        head: NetworkArchitecture.Head
    ) {
        var numberCount = 0
        for case .number in columns.inputs { numberCount += 1 }
        var outputCount = 1
        if case .classes(let category)? = columns.target { outputCount = category.levels.count }
        var tables: [(column: String, levelCount: Int, width: Int)] = []
        for case .category(let category) in columns.inputs {
            tables.append(
                (category.column, category.levels.count, embeddingWidths[tables.count]))
        }
        self.init(
            head: head, numberCount: numberCount, tables: tables,
            widths: hiddenWidths + [outputCount])
    }

    /// Numbers alone.
    ///
    /// - Parameter widths: Of every layer, the head's last.
    package init(head: NetworkArchitecture.Head, numberCount: Int, widths: [Int]) {
        self.init(head: head, numberCount: numberCount, tables: [], widths: widths)
    }

    private init(
        head: NetworkArchitecture.Head, numberCount: Int,
        tables: [(column: String, levelCount: Int, width: Int)], widths: [Int]
    ) {
        var embeddings: [Embedding] = []
        var (offset, inputs) = (0, numberCount)
        for table in tables {
            embeddings.append(
                Embedding(
                    column: table.column, levelCount: table.levelCount, width: table.width,
                    offset: offset, inputOffset: inputs))
            offset += table.levelCount * table.width
            inputs += table.width
        }
        var layers: [Layer] = []
        for outputs in widths {
            let bias = offset + inputs * outputs
            layers.append(Layer(inputs: inputs, outputs: outputs, weights: offset, bias: bias))
            offset = bias + outputs
            inputs = outputs
        }
        self.head = head
        self.numberCount = numberCount
        self.embeddings = embeddings
        self.layers = layers
        count = offset
    }

    /// How many numbers a row of inputs has.
    package var inputWidth: Int { numberCount + embeddings.reduce(0) { $0 + $1.width } }
    /// How many numbers the head gives.
    package var outputCount: Int { layers.last?.outputs ?? 0 }
    /// Whether any input is a category.
    package var hasEmbeddings: Bool { !embeddings.isEmpty }
}
