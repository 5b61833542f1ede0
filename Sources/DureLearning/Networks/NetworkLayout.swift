/// Where a network's parameters are in the flat list: each category's table, then each layer's
/// weights and bias.
package struct NetworkLayout: Sendable, Hashable {
    /// One category's vectors. Shape [levels, width], row-major.
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

    /// One dense layer. Weights of shape [inputs, outputs], row-major; bias of shape [outputs].
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
        var embeddings: [Embedding] = []
        var numberCount = 0
        for case .number in columns.inputs { numberCount += 1 }
        var (offset, inputOffset) = (0, numberCount)
        for case .category(let category) in columns.inputs {
            let width = embeddingWidths[embeddings.count]
            embeddings.append(
                Embedding(
                    column: category.column, levelCount: category.levels.count, width: width,
                    offset: offset, inputOffset: inputOffset))
            offset += category.levels.count * width
            inputOffset += width
        }
        var outputCount = 1
        if case .classes(let category)? = columns.target { outputCount = category.levels.count }
        var layers: [Layer] = []
        var inputs = inputOffset
        for outputs in hiddenWidths + [outputCount] {
            let weights = offset
            let bias = weights + inputs * outputs
            layers.append(Layer(inputs: inputs, outputs: outputs, weights: weights, bias: bias))
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
