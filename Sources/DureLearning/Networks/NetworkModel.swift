package import DureCore
package import DureTensor

/// A network that can be used: its architecture and its parameters as floats.
package struct NetworkModel: Model, Hashable {
    package static let kind = "network"

    /// The network.
    package let architecture: NetworkArchitecture
    /// Every parameter, in the layout's order.
    package let parameters: [Float]

    /// Takes parameters.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` for parameters of another count or not
    ///   finite.
    package init(
        _ architecture: NetworkArchitecture, parameters: [Float]
    ) throws(LearningError) {
        guard parameters.count == architecture.layout.count, parameters.allSatisfy(\.isFinite)
        else { throw .malformedModel(field: "parameters") }
        self.architecture = architecture
        self.parameters = parameters
    }

    package var columns: StudyColumns { architecture.columns }

    /// `probability`, the classes, or `mean`.
    package var outputNames: [String] {
        switch columns.target {
        case .classes(let category): category.levels
        case .number: ["mean"]
        default: ["probability"]
        }
    }

    package var description: JSONValue { architecture.json }

    /// A table for each category, then each layer's weights of shape [inputs, outputs] and bias.
    package var tensors: [NamedTensor] {
        Self.places(of: architecture.layout).map { place in
            NamedTensor(
                place.name, shape: place.shape,
                .floats(Array(parameters[place.offset..<place.offset + place.count])))
        }
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        let architecture = try NetworkArchitecture(columns: columns, json: description)
        var parameters: [Float] = []
        parameters.reserveCapacity(architecture.layout.count)
        let places = Self.places(of: architecture.layout)
        guard places.count == tensors.count else { throw .malformedModel(field: "tensors") }
        for place in places {
            guard let tensor = tensors.first(where: { $0.name == place.name }),
                tensor.shape == place.shape, case .floats(let values) = tensor.values
            else { throw .malformedModel(field: place.name) }
            parameters += values
        }
        try self.init(architecture, parameters: parameters)
    }

    package func predictions(of table: StudyTable) -> [Double] {
        predictions(of: table, pool: .shared)
    }

    /// What the model foretells for each row, by several workers.
    ///
    /// - Returns: Shape [rows, outputNames.count], row-major; numbers in the target's unit; NaN in
    ///   all of a row where an input is missing.
    package func predictions(of table: StudyTable, pool: WorkerPool) -> [Double] {
        let rows = NetworkRows(table)
        // Losses of held-out rows may leave with noise: a row's must be its own alone.
        let engine = NetworkEngine(architecture, pool: pool, level: FloatArena.levelBest)
        engine.load(parameters.map { Double($0) })
        let width = architecture.layout.outputCount
        var answers = [Double](repeating: .nan, count: table.rowCount * width)
        let outputs = engine.outputs(of: rows)
        for (row, place) in rows.places.enumerated() {
            for output in 0..<width {
                answers[place * width + output] = Double(outputs[row * width + output])
            }
        }
        guard case .number(let feature)? = columns.target else { return answers }
        return answers.map { $0 * feature.scale + feature.center }
    }

    private struct Place {
        let name: String
        let shape: [Int]
        let offset: Int
        var count: Int { shape.reduce(1, *) }
    }

    private static func places(of layout: NetworkLayout) -> [Place] {
        var places = layout.embeddings.map { table in
            Place(
                name: "embedding.\(table.column)", shape: [table.levelCount, table.width],
                offset: table.offset)
        }
        for (index, layer) in layout.layers.enumerated() {
            places.append(
                Place(
                    name: "layer.\(index).weights", shape: [layer.inputs, layer.outputs],
                    offset: layer.weights))
            places.append(
                Place(name: "layer.\(index).bias", shape: [layer.outputs], offset: layer.bias))
        }
        return places
    }
}
