internal import DureTensor

extension NetworkEngine {
    /// What becomes of a record whose gradient is not finite.
    package enum Strays: Sendable {
        /// It counts as zero. With noise a record must not stop its member: others would see that.
        case zeroed
        /// The sum is not finite either, which is found before anything leaves.
        case kept
    }

    /// Shortens one record's gradient to a norm, without ever forming it.
    ///
    /// A factor on the deltas is a factor on the whole gradient. Its norm is measured again
    /// afterwards, so it is a bound whatever rounding has done to deltas below the normal floats.
    func clip(_ row: Int, to normMax: Double, _ strays: Strays) {
        let bound = normMax * Self.margin
        let norm = gradientNorm(row)
        guard !(norm <= bound) else { return }
        guard norm.isFinite else { return strays == .zeroed ? blank(row) : () }
        let factor = Float(bound / norm * Self.margin)
        for block in deltas { arena.scale(block.place(row, 0), block.columns, by: factor) }
        arena.scale(inputDelta.place(row, 0), inputDelta.columns, by: factor)
        if !(gradientNorm(row) <= bound) { blank(row) }
    }

    /// A hair shorter, for the rounding of a factor and of deltas, which are floats, and of the sums
    /// of their squares, which are doubles.
    private static let margin = 1 - 0x1p-20

    /// The norm of one record's gradient; finite where all of it is.
    ///
    /// The gradient of a dense layer's weights is the outer product of its input and its delta, so
    /// its squared norm is the product of theirs (Goodfellow 2015; Lee and Kifer 2021, section 3).
    private func gradientNorm(_ row: Int) -> Double {
        var square = arena.squareSum(inputDelta.place(row, 0), inputDelta.columns)
        for index in layout.layers.indices {
            let input = index == 0 ? inputs : results[index - 1]
            let size = arena.squareSum(input.place(row, 0), input.columns)
            square +=
                (size + 1) * arena.squareSum(deltas[index].place(row, 0), deltas[index].columns)
        }
        return square.squareRoot()
    }

    /// Makes one record's gradient zero: its inputs as well, as infinity times zero is not.
    private func blank(_ row: Int) {
        for block in [inputs, inputDelta] + results + deltas {
            arena.fill(block.place(row, 0), block.columns, with: 0)
        }
    }

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
                    isAdding: isAdding, precision: precision, workspace: workspaces[worker])
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
