internal import CDureKernels

extension FloatArena {
    /// How many floats a product needs to work in; each worker its own.
    package static var workspaceCount: Int { dure_multiply_workspace() }

    /// Whether an operand is used as it lies or the other way round.
    package enum Side: Sendable {
        case plain
        case transposed
    }

    /// C = op(A) op(B), or C += op(A) op(B).
    ///
    /// An element of C is summed in an order that the inner dimension alone decides: products may
    /// be split by rows and columns of C without any other result. A ``library`` does not promise
    /// that.
    ///
    /// - Parameters:
    ///   - precision: What A's and B's numbers are rounded to.
    ///   - workspace: The place of ``workspaceCount`` floats, a multiple of 16.
    ///   - isAdding: Whether C is added to.
    package func multiply(
        _ a: FloatBlock, _ aSide: Side = .plain, _ b: FloatBlock, _ bSide: Side = .plain,
        into c: FloatBlock, isAdding: Bool = false, precision: ProductPrecision = .float,
        workspace: Int
    ) {
        let (rows, depth) = aSide == .plain ? (a.rows, a.columns) : (a.columns, a.rows)
        let (inner, columns) = bSide == .plain ? (b.rows, b.columns) : (b.columns, b.rows)
        precondition(depth == inner && rows == c.rows && columns == c.columns, "shapes that fit")
        precondition(workspace.isMultiple(of: 16), "an aligned workspace")
        let (isATurned, isBTurned): (Int32, Int32) = (
            aSide == .plain ? 0 : 1, bSide == .plain ? 0 : 1
        )
        // SAFETY: each pointer was checked against the arena for the whole of its block; the caller
        // gives blocks that do not overlap C.
        if usesLibrary, precision == .float {
            let isDone = unsafe dure_library_multiply(
                isATurned, isBTurned, rows, columns, depth, pointer(a), a.stride, pointer(b),
                b.stride, isAdding ? 1 : 0, pointer(c), c.stride)
            if isDone != 0 { return }
        }
        unsafe dure_multiply(
            level.rawValue, precision.code, isATurned, isBTurned, rows, columns, depth, pointer(a),
            a.stride, pointer(b), b.stride, isAdding ? 1 : 0, pointer(c), c.stride,
            pointer(workspace, Self.workspaceCount))
    }

    /// a = f(z + bias), row by row; for GELU z becomes z + bias, otherwise the blocks may be one.
    package func activate(
        _ activation: Activation, _ z: FloatBlock, bias: Int, into a: FloatBlock
    ) {
        precondition(z.isDense && a.isDense && z.count == a.count, "dense blocks of one shape")
        precondition(activation != .gelu || z.offset != a.offset, "GELU keeps both")
        unsafe dure_bias_activation(
            level.rawValue, activation.code, z.rows, z.columns, pointer(bias, z.columns),
            pointer(z), pointer(a))
    }

    /// delta *= f'(z): from a = f(z) where that says enough, from z for GELU.
    package func activateBackward(
        _ activation: Activation, z: FloatBlock, a: FloatBlock, delta: FloatBlock
    ) {
        precondition(z.isDense && a.isDense && delta.isDense, "dense blocks")
        precondition(z.count == a.count && a.count == delta.count, "blocks of one shape")
        unsafe dure_activation_backward(
            level.rawValue, activation.code, delta.count, pointer(z), pointer(a), pointer(delta))
    }

    /// Each row becomes its softmax.
    package func softmaxRows(_ x: FloatBlock) {
        precondition(x.isDense, "a dense block")
        guard x.columns > 0 else { return }
        unsafe dure_softmax_rows(level.rawValue, x.rows, x.columns, pointer(x))
    }

    /// The sums of a block's columns, at a place or added to what is there; rows from the first to
    /// the last.
    package func columnSums(_ x: FloatBlock, into place: Int, isAdding: Bool = false) {
        unsafe dure_column_sums(
            level.rawValue, x.rows, x.columns, x.stride, pointer(x), isAdding ? 1 : 0,
            pointer(place, x.columns))
    }
}

extension ProductPrecision {
    var code: Int32 {
        switch self {
        case .float: Int32(DURE_FLOAT)
        case .bfloat16: Int32(DURE_BFLOAT16)
        }
    }
}

extension Activation {
    var code: Int32 {
        switch self {
        case .identity: Int32(DURE_IDENTITY)
        case .relu: Int32(DURE_RELU)
        case .gelu: Int32(DURE_GELU)
        case .tanh: Int32(DURE_TANH)
        }
    }
}
