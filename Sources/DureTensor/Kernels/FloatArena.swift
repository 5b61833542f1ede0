internal import CDureKernels

/// One piece of memory for all that a computation reads and writes: parameters, gradients, moments
/// and activations, at places that an ``ArenaPlan`` gave out.
///
/// Not for two threads at the same places at once: the workers of a pool write to places of their
/// own.
@safe package final class FloatArena {
    /// How many floats.
    package let count: Int
    /// The kernels' instructions.
    package let level: KernelLevel
    /// Whether products of floats are the ``library``'s.
    let usesLibrary: Bool
    // SAFETY: allocated in `init` for `count` floats and freed in `deinit`; every access is checked
    // against `count` first.
    private let base: UnsafeMutablePointer<Float>

    /// Zeros.
    ///
    /// - Parameters:
    ///   - scratchCount: How many of the last floats are only worked in, and need not be zeros.
    ///   - level: Left out, the fastest that this processor has, and products of floats are the
    ///     ``library``'s where there is one. Otherwise our own kernels of that level; never more
    ///     than the processor has.
    package init(count: Int, scratchCount: Int = 0, level: KernelLevel? = nil) {
        precondition(count >= 0 && (0...count).contains(scratchCount), "a number of floats")
        self.count = count
        self.level = Self.usable(level)
        usesLibrary = level == nil && Self.library != nil
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 16) * MemoryLayout<Float>.stride, alignment: 64)
        // SAFETY: the memory is large enough and aligned; the kernels write what they read of the
        // scratch first, and any bytes are floats.
        unsafe base = unsafe memory.bindMemory(to: Float.self, capacity: max(count, 16))
        unsafe base.initialize(repeating: 0, count: count - scratchCount)
    }

    deinit { unsafe base.deallocate() }

    /// The highest level that this processor has.
    package static let levelMax = KernelLevel(rawValue: dure_level_max()) ?? .base

    /// The fastest level that this processor has: who names it has our own kernels, whatever
    /// ``library`` there is.
    ///
    /// What a library makes of a row may depend on the rows beside it, which noise does not cover.
    package static let levelBest = KernelLevel(rawValue: dure_level_best()) ?? .base

    /// The name of the BLAS that the package was built with, by its trait `OpenBLAS` or
    /// `Accelerate`, as that tells it; nil where our own kernels multiply.
    ///
    /// Also nil for an OpenBLAS of the system that several threads may not call at once.
    package static let library: String? = unsafe dure_library_start().map {
        // SAFETY: a constant of the library's, which ends with a zero.
        unsafe String(cString: $0)
    }

    private static func usable(_ level: KernelLevel?) -> KernelLevel {
        guard let level else { return levelBest }
        return level.rawValue < levelMax.rawValue ? level : levelMax
    }

    /// The pointer to a place from which so many floats exist.
    @inline(__always)
    func pointer(_ offset: Int, _ needed: Int) -> UnsafeMutablePointer<Float> {
        precondition(offset >= 0 && needed >= 0 && needed <= count - offset, "within the arena")
        return unsafe base + offset
    }

    /// The pointer to a block that lies within the arena.
    @inline(__always)
    func pointer(_ block: FloatBlock) -> UnsafeMutablePointer<Float> {
        unsafe pointer(block.offset, block.end - block.offset)
    }

    /// The number at a place.
    package subscript(place: Int) -> Float {
        get { unsafe pointer(place, 1).pointee }
        set { unsafe pointer(place, 1).pointee = newValue }
    }

    /// So many numbers from a place on.
    package func numbers(_ offset: Int, _ count: Int) -> [Float] {
        let source = unsafe pointer(offset, count)
        return unsafe [Float](UnsafeBufferPointer(start: source, count: count))
    }

    /// Writes numbers from a place on.
    package func write(_ numbers: [Float], at offset: Int) {
        write(numbers[...], at: offset)
    }

    /// Writes numbers from a place on.
    package func write(_ numbers: ArraySlice<Float>, at offset: Int) {
        let target = unsafe pointer(offset, numbers.count)
        unsafe numbers.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe target.update(from: start, count: source.count)
        }
    }

    /// Copies numbers to a place that does not overlap theirs.
    package func copy(_ offset: Int, _ count: Int, to place: Int) {
        let source = unsafe pointer(offset, count)
        precondition(place + count <= offset || offset + count <= place, "no overlap")
        unsafe pointer(place, count).update(from: source, count: count)
    }

    /// Sets so many numbers to one value.
    package func fill(_ offset: Int, _ count: Int, with number: Float) {
        unsafe pointer(offset, count).update(repeating: number, count: count)
    }

    /// Copies chosen rows of a table of `width` columns into a block of as many.
    ///
    /// - Parameter chosen: The rows of the table, one for each row of the block.
    package func gather(
        _ table: [Float], width: Int, chosen: ArraySlice<Int>, into block: FloatBlock
    ) {
        precondition(chosen.count == block.rows && width <= block.columns, "as many rows")
        let target = unsafe pointer(block)
        unsafe table.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            for (row, from) in chosen.enumerated() {
                precondition(from >= 0 && (from + 1) * width <= source.count, "a row of the table")
                let place = unsafe target + row * block.stride
                unsafe place.update(from: start + from * width, count: width)
            }
        }
    }
}
