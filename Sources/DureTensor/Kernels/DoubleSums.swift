/// Sums of floats as doubles, one for each of some neighbouring places of an arena.
///
/// Not for two threads at the same places at once: the workers of a pool add to places of their
/// own.
@safe package final class DoubleSums {
    /// How many sums.
    package let count: Int
    // SAFETY: allocated in `init` for `count` numbers and freed in `deinit`; every access is checked
    // against `count` first.
    private let base: UnsafeMutablePointer<Double>

    /// Zeros.
    package init(count: Int) {
        precondition(count >= 0, "a number of sums")
        self.count = count
        unsafe base = .allocate(capacity: max(count, 1))
        unsafe base.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { unsafe base.deallocate() }

    /// Sets some sums to zero.
    package func clear(_ range: Range<Int>) {
        let target = unsafe pointer(range)
        unsafe target.update(repeating: 0, count: range.count)
    }

    /// Adds to some sums the floats of an arena, of which the first sum's lies at `offset`.
    package func add(_ arena: FloatArena, _ offset: Int, _ range: Range<Int>) {
        let source = unsafe arena.pointer(offset + range.lowerBound, range.count)
        let target = unsafe pointer(range)
        for index in 0..<range.count { unsafe target[index] += Double(source[index]) }
    }

    /// All sums.
    package var numbers: [Double] {
        unsafe [Double](UnsafeBufferPointer(start: base, count: count))
    }

    private func pointer(_ range: Range<Int>) -> UnsafeMutablePointer<Double> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "within the sums")
        return unsafe base + range.lowerBound
    }
}
