internal import DureTensor

extension NetworkEngine {
    /// Shortens one record's gradient to a norm, without ever forming it.
    ///
    /// The gradient of a dense layer's weights is the outer product of its input and its delta, so
    /// its squared norm is the product of theirs (Goodfellow 2015; Lee and Kifer 2021, section 3),
    /// and a factor on the deltas is a factor on the whole gradient.
    func clip(_ row: Int, to normMax: Float) {
        var square: Float = 0
        for index in layout.layers.indices {
            let input = index == 0 ? inputs : results[index - 1]
            let size = arena.squareSum(input.place(row, 0), input.columns)
            square +=
                (size + 1) * arena.squareSum(deltas[index].place(row, 0), deltas[index].columns)
        }
        square += arena.squareSum(inputDelta.place(row, 0), inputDelta.columns)
        let norm = square.squareRoot()
        // NaN and infinity become NaN, which is found before anything leaves.
        guard !(norm <= normMax * Self.margin) else { return }
        let factor = norm.isFinite ? normMax * Self.margin / norm : .nan
        for block in deltas + [inputDelta] {
            arena.scale(block.place(row, 0), block.columns, by: factor)
        }
    }

    /// A hair shorter, so that rounding never lets a norm pass the bound: the kernels sum squares
    /// in at least 16 columns, so for up to 8192 numbers each of two factors is off by at most
    /// 2^-14 of itself, and the norm by that much.
    private static let margin: Float = 1 - 0x1p-13

    /// One worker's share of the gradient from the deltas of some rows of a part.
    func gatherGradient(
        _ rows: NetworkRows, _ part: ArraySlice<Int>, _ some: Range<Int>, _ isAdding: Bool,
        _ worker: Int
    ) {
        for (index, layer) in layout.layers.enumerated() {
            let input = (index == 0 ? inputs : results[index - 1])[rows: some]
            let delta = deltas[index][rows: some]
            // Twelve rows are a tile of the matrix kernel: none is split between workers.
            let tiles = (layer.inputs + 11) / 12
            let from = min(tiles * worker / pool.count * 12, layer.inputs)
            let to = min(tiles * (worker + 1) / pool.count * 12, layer.inputs)
            if from < to {
                let mine = FloatBlock(
                    offset: input.offset + from, rows: some.count, columns: to - from,
                    stride: input.stride)
                arena.multiply(
                    mine, .transposed, delta, .plain,
                    into: FloatBlock(
                        offset: gradient + layer.weights + from * layer.outputs, rows: to - from,
                        columns: layer.outputs),
                    isAdding: isAdding, workspace: workspaces[worker])
            }
            if index % pool.count == worker {
                arena.columnSums(delta, into: gradient + layer.bias, isAdding: isAdding)
            }
        }
        for (index, table) in layout.embeddings.enumerated() where index % pool.count == worker {
            if !isAdding {
                arena.fill(gradient + table.offset, table.levelCount * table.width, with: 0)
            }
            let column = table.inputOffset - layout.numberCount
            for row in some {
                let code = Int(rows.codes[index][part[part.startIndex + row]])
                arena.add(
                    1, times: inputDelta.place(row, column),
                    to: gradient + table.offset + code * table.width, count: table.width)
            }
        }
    }
}
