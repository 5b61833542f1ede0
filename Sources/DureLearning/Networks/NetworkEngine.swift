package import DureTensor

/// A network at work: parameters, gradient, moments and activations in one arena, the backward pass
/// written out layer by layer.
///
/// Workers split a batch by rows and the gradient by rows of the weights; every number is summed in
/// an order that does not depend on how many there are, so neither does the result.
package final class NetworkEngine {
    /// The most rows that are ever computed at once; larger batches go in parts.
    package static let batchRowsMax = 256

    /// What is done to a record's gradient before it is added.
    package enum Gradients: Sendable, Hashable {
        /// The mean over the batch of weight times loss.
        case mean
        /// The sum over the batch of weight times loss.
        case sum
    }

    /// How many rows' gradients are added as floats where a sum must be exact to a bound.
    ///
    /// A sum of 16 products is off by at most 16 · 2^-24 of the sum of their magnitudes (Higham
    /// 2002, section 3.1).
    static let exactRowsMax = 16

    let layout: NetworkLayout
    let activation: Activation
    /// What the numbers of all matrix products are multiplied as; the rest is floats.
    let precision: ProductPrecision
    let pool: WorkerPool
    let arena: FloatArena
    /// How many rows are computed at once.
    private let partRowsMax: Int
    /// The places of the parameters, their gradient, what is added to it at each step, and the
    /// optimiser's two moments; each of `layout.count` numbers.
    let parameters: Int
    let gradient: Int
    let drift: Int
    let first: Int
    let second: Int
    let inputs: FloatBlock
    let inputDelta: FloatBlock
    /// Each layer's sums before and results after the activation; the same but for GELU.
    private let sums: [FloatBlock]
    let results: [FloatBlock]
    let deltas: [FloatBlock]
    private let losses: Int
    let workspaces: [Int]
    /// Where ``clippedSum(of:chosen:normMax:_:)`` adds.
    private lazy var exactSums = DoubleSums(count: layout.count)

    /// Makes room for a network.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows it will work on; for more it goes through them in parts.
    ///   - level: The kernels' instructions; left out, the best that there are.
    package convenience init(
        _ architecture: NetworkArchitecture, rowCount: Int = batchRowsMax,
        precision: ProductPrecision = .float, pool: WorkerPool, level: KernelLevel? = nil
    ) {
        self.init(
            architecture.layout, activation: architecture.activation, rowCount: rowCount,
            precision: precision,
            pool: pool, level: level)
    }

    /// Makes room for a network of that layout.
    package init(
        _ layout: NetworkLayout, activation: Activation, rowCount: Int = batchRowsMax,
        precision: ProductPrecision = .float,
        pool: WorkerPool, level: KernelLevel? = nil
    ) {
        self.layout = layout
        self.activation = activation
        self.precision = precision
        self.pool = pool
        let rows = min(max(rowCount, 1), Self.batchRowsMax)
        partRowsMax = rows
        var plan = ArenaPlan()
        parameters = plan.place(layout.count)
        gradient = plan.place(layout.count)
        drift = plan.place(layout.count)
        first = plan.place(layout.count)
        second = plan.place(layout.count)
        inputs = plan.block(rows: rows, columns: layout.inputWidth)
        inputDelta = plan.block(rows: rows, columns: layout.inputWidth - layout.numberCount)
        var (sums, results, deltas): ([FloatBlock], [FloatBlock], [FloatBlock]) = ([], [], [])
        for (index, layer) in layout.layers.enumerated() {
            let result = plan.block(rows: rows, columns: layer.outputs)
            let isLast = index == layout.layers.count - 1
            let keepsBoth = activation == .gelu && !isLast
            sums.append(keepsBoth ? plan.block(rows: rows, columns: layer.outputs) : result)
            results.append(result)
            deltas.append(plan.block(rows: rows, columns: layer.outputs))
        }
        (self.sums, self.results, self.deltas) = (sums, results, deltas)
        losses = plan.place(rows)
        let cleanCount = plan.count
        workspaces = (0..<pool.count).map { _ in plan.place(FloatArena.workspaceCount) }
        arena = FloatArena(
            count: plan.count, scratchCount: plan.count - cleanCount, level: level)
    }

    /// Takes parameters; they become floats.
    package func load(_ numbers: [Double]) {
        precondition(numbers.count == layout.count, "one number for each parameter")
        arena.write(numbers.map { Float($0) }, at: parameters)
    }

    /// The parameters.
    package var currentParameters: [Float] { arena.numbers(parameters, layout.count) }
    /// The last gradient.
    package var currentGradient: [Float] { arena.numbers(gradient, layout.count) }

    /// The gradient of the loss over chosen rows, left in the arena.
    ///
    /// - Returns: The sum over the rows of weight times loss, in nats or squares.
    @discardableResult
    package func computeGradient(
        of rows: NetworkRows, chosen: ArraySlice<Int>, _ kind: Gradients
    ) -> Double {
        var loss = 0.0
        var start = chosen.startIndex
        if chosen.isEmpty { arena.fill(gradient, layout.count, with: 0) }
        while start < chosen.endIndex {
            let end = min(start + partRowsMax, chosen.endIndex)
            let part = chosen[start..<end]
            let factor = kind == .mean ? 1 / Float(chosen.count) : 1
            let isAdding = start > chosen.startIndex
            pool.run { worker in
                let mine = range(of: worker, in: part.count)
                guard !mine.isEmpty else { return }
                propagate(rows, part, mine, factor, worker)
            }
            pool.run { worker in gatherGradient(rows, part, 0..<part.count, isAdding, worker) }
            for row in 0..<part.count { loss += Double(arena[losses + row]) }
            start = end
        }
        return loss
    }

    /// The sum over chosen rows of the gradients of weight times loss, each shortened to a norm.
    ///
    /// What is not finite is ``Strays``' matter: it cannot be shortened.
    /// ``exactRowsMax`` rows at a time are added as floats, and these parts as doubles.
    package func clippedSum(
        of rows: NetworkRows, chosen: ArraySlice<Int>, normMax: Double, _ strays: Strays
    ) -> [Double] {
        let sums = exactSums
        pool.run { worker in sums.clear(parameterRange(of: worker)) }
        for start in stride(from: chosen.startIndex, to: chosen.endIndex, by: partRowsMax) {
            let part = chosen[start..<min(start + partRowsMax, chosen.endIndex)]
            pool.run { worker in
                let mine = range(of: worker, in: part.count)
                guard !mine.isEmpty else { return }
                propagate(rows, part, mine, 1, worker)
                for row in mine { clip(row, to: normMax, strays) }
            }
            for from in stride(from: 0, to: part.count, by: Self.exactRowsMax) {
                let some = from..<min(from + Self.exactRowsMax, part.count)
                pool.run { worker in gatherGradient(rows, part, some, false, worker) }
                pool.run { worker in sums.add(arena, gradient, parameterRange(of: worker)) }
            }
        }
        return sums.numbers
    }

    /// The head's numbers after sigmoid or softmax, shape [rows.count, outputs], row-major.
    package func outputs(of rows: NetworkRows) -> [Float] {
        var answers: [Float] = []
        answers.reserveCapacity(rows.count * layout.outputCount)
        guard let head = results.last else { return answers }
        let all = Array(0..<rows.count)
        for start in stride(from: 0, to: rows.count, by: partRowsMax) {
            let part = all[start..<min(start + partRowsMax, rows.count)]
            pool.run { worker in
                let mine = range(of: worker, in: part.count)
                guard !mine.isEmpty else { return }
                forward(rows, part, mine, worker)
                probabilities(head[rows: mine])
            }
            answers += arena.numbers(head.offset, part.count * head.columns)
        }
        return answers
    }

    /// Some neighbouring parameters of one worker's; cache lines are not shared.
    func parameterRange(of worker: Int) -> Range<Int> {
        let lines = (layout.count + 15) / 16
        let from = min(lines * worker / pool.count * 16, layout.count)
        return from..<min(lines * (worker + 1) / pool.count * 16, layout.count)
    }

    private func range(of worker: Int, in count: Int) -> Range<Int> {
        count * worker / pool.count..<count * (worker + 1) / pool.count
    }

    private func weights(_ layer: NetworkLayout.Layer) -> FloatBlock {
        FloatBlock(
            offset: parameters + layer.weights, rows: layer.inputs, columns: layer.outputs)
    }

    /// Forward and backward through one worker's rows, up to each layer's delta.
    private func propagate(
        _ rows: NetworkRows, _ part: ArraySlice<Int>, _ mine: Range<Int>, _ factor: Float,
        _ worker: Int
    ) {
        forward(rows, part, mine, worker)
        headDelta(rows, part, mine, factor)
        for index in stride(from: layout.layers.count - 1, to: 0, by: -1) {
            let before = deltas[index - 1][rows: mine]
            arena.multiply(
                deltas[index][rows: mine], .plain, weights(layout.layers[index]), .transposed,
                into: before, precision: precision, workspace: workspaces[worker])
            arena.activateBackward(
                activation, z: sums[index - 1][rows: mine], a: results[index - 1][rows: mine],
                delta: before)
        }
        if layout.hasEmbeddings, let entry = layout.layers.first {
            let table = weights(entry)[rows: layout.numberCount..<layout.inputWidth]
            arena.multiply(
                deltas[0][rows: mine], .plain, table, .transposed, into: inputDelta[rows: mine],
                precision: precision, workspace: workspaces[worker])
        }
    }

    private func forward(
        _ rows: NetworkRows, _ part: ArraySlice<Int>, _ mine: Range<Int>, _ worker: Int
    ) {
        let chosen = part[part.startIndex + mine.lowerBound..<part.startIndex + mine.upperBound]
        if layout.numberCount > 0 {
            arena.gather(
                rows.numbers, width: layout.numberCount, chosen: chosen, into: inputs[rows: mine])
        }
        for (index, table) in layout.embeddings.enumerated() {
            for (row, source) in zip(mine, chosen) {
                let code = Int(rows.codes[index][source])
                arena.copy(
                    parameters + table.offset + code * table.width, table.width,
                    to: inputs.place(row, table.inputOffset))
            }
        }
        var from = inputs[rows: mine]
        for (index, layer) in layout.layers.enumerated() {
            let isLast = index == layout.layers.count - 1
            arena.multiply(
                from, .plain, weights(layer), .plain, into: sums[index][rows: mine],
                precision: precision, workspace: workspaces[worker])
            arena.activate(
                isLast ? .identity : activation, sums[index][rows: mine],
                bias: parameters + layer.bias, into: results[index][rows: mine])
            from = results[index][rows: mine]
        }
    }

    /// Sigmoid or softmax, in place.
    private func probabilities(_ block: FloatBlock) {
        switch layout.head {
        case .number: break
        case .classes: arena.softmaxRows(block)
        case .binary:
            arena.scale(block.offset, block.count, by: -1)
            arena.exponentiate(block.offset, block.count)
            for place in block.offset..<block.end { arena[place] = 1 / (1 + arena[place]) }
        }
    }

    /// The loss of each row and its slope along the head's sums, times the row's weight.
    private func headDelta(
        _ rows: NetworkRows, _ part: ArraySlice<Int>, _ mine: Range<Int>, _ factor: Float
    ) {
        let last = layout.layers.count - 1
        let delta = deltas[last][rows: mine]
        arena.copy(results[last][rows: mine].offset, delta.count, to: delta.offset)
        probabilities(delta)
        for row in mine {
            let source = part[part.startIndex + row]
            let target = rows.targets[source]
            let weight = rows.weight(source)
            let isClass = layout.head == .classes
            let place = deltas[last].place(row, isClass ? Int(target) : 0)
            arena[losses + row] = weight * loss(of: arena[place], target: target)
            arena[place] -= isClass ? 1 : target
            let scaling = weight * factor
            if scaling != 1 {
                arena.scale(deltas[last].place(row, 0), delta.columns, by: scaling)
            }
        }
    }

    private func loss(of output: Float, target: Float) -> Float {
        switch layout.head {
        case .number: (output - target) * (output - target) / 2
        case .classes: Self.surprise(output)
        case .binary: Self.surprise(target == 1 ? output : 1 - output)
        }
    }

    /// -ln of a probability; no more than that of the smallest normal float.
    private static func surprise(_ probability: Float) -> Float {
        guard !probability.isNaN else { return .nan }
        return Float(-Elementary.log(Double(max(probability, .leastNormalMagnitude))))
    }
}
