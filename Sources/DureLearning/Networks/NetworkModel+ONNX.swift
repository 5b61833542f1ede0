import DureTensor

extension NetworkModel: ONNXExportable {
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String {
        let inputs = try ONNXColumns(columns, in: &graph)
        let layout = architecture.layout
        var parts: [String] = []
        if let scaled = inputs.scaled(in: &graph) { parts.append(graph.cast(scaled, to: .float)) }
        var tables = layout.embeddings.makeIterator()
        for case .category(let codes, _) in inputs.columns {
            guard let table = tables.next() else { continue }
            let vectors =
                numbers(table.offset, table.levelCount * table.width)
                + [Float](repeating: .nan, count: table.width)
            let shape = [table.levelCount + 1, table.width]
            parts.append(
                graph.looked(up: codes, in: graph.constant(shape: shape, .floats(vectors))))
        }
        let entry = graph.joined(parts)
        var values = entry
        for (index, layer) in layout.layers.enumerated() {
            let weights = graph.constant(
                shape: [layer.inputs, layer.outputs],
                .floats(numbers(layer.weights, layer.inputs * layer.outputs)))
            let bias = graph.constant(
                shape: [1, layer.outputs], .floats(numbers(layer.bias, layer.outputs)))
            values = graph.node("Add", [graph.node("MatMul", [values, weights]), bias])
            if index < layout.layers.count - 1 {
                values = graph.activated(values, architecture.activation)
            }
        }
        return graph.masked(head(values, in: &graph), where: rowSum(of: entry, in: &graph))
    }

    private func numbers(_ start: Int, _ count: Int) -> [Float] {
        Array(parameters[start..<start + count])
    }

    /// What the last layer's numbers stand for, as doubles.
    private func head(_ values: String, in graph: inout ONNXGraph) -> String {
        switch columns.target {
        case .number(let feature):
            let part = graph.node(
                "Mul", [graph.cast(values, to: .double), graph.row([feature.scale])])
            return graph.node("Add", [part, graph.row([feature.center])])
        case .classes:
            let chances = graph.node("Softmax", [values], [("axis", .integer(1))])
            return graph.cast(chances, to: .double)
        default: return graph.cast(graph.node("Sigmoid", [values]), to: .double)
        }
    }

    /// One number for each row, NaN where one of its own is.
    private func rowSum(of values: String, in graph: inout ONNXGraph) -> String {
        let width = architecture.layout.inputWidth
        let ones = graph.constant(
            shape: [width, 1], .floats([Float](repeating: 1, count: width)))
        return graph.node("MatMul", [values, ones])
    }
}

extension ONNXGraph {
    fileprivate mutating func activated(_ z: String, _ activation: Activation) -> String {
        switch activation {
        case .identity: return z
        case .relu: return node("Relu", [z])
        case .tanh: return node("Tanh", [z])
        case .gelu:
            // 0.5 z (1 + tanh(√(2/π) (z + 0.044715 z³)))
            let cube = node("Mul", [node("Mul", [z, z]), z])
            let inner = node("Add", [z, node("Mul", [cube, number(0.044715)])])
            let bent = node("Tanh", [node("Mul", [inner, number(0.797_884_560_802_865_4)])])
            let gate = node("Add", [bent, number(1)])
            return node("Mul", [node("Mul", [z, number(0.5)]), gate])
        }
    }
    private mutating func number(_ value: Float) -> String {
        constant(shape: [1, 1], .floats([value]))
    }
}
