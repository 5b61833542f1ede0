import CDureKernels
import DureTensor

/// The bins of a member's rows, twice: row after row for histograms, column after column for
/// sending rows left and right.
@safe final class TreeCodes {
    let rowCount: Int
    let columnCount: Int
    /// How many bytes lie between rows; a row of 32 or fewer columns lies in one cache line.
    let stride: Int
    private let rowMajor: UnsafeMutableRawPointer
    private let columnMajor: UnsafeMutableRawPointer

    // SAFETY: both blocks are made here for exactly the sizes below, are freed once, in `deinit`,
    // and never leave this file but as pointers for the duration of a call.

    /// Room for the codes of so many rows, all of which are to be filled.
    init(rowCount: Int, columnCount: Int) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        stride = Self.stride(columnCount)
        let size = max(rowCount * stride, 1)
        unsafe rowMajor = .allocate(byteCount: size, alignment: 64)
        unsafe columnMajor = .allocate(byteCount: max(rowCount * columnCount, 1), alignment: 64)
        if stride > columnCount {
            unsafe rowMajor.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        }
    }

    /// Finds the bin of every value of some rows.
    ///
    /// - Parameter firstRow: Where the table's first row stands among all.
    func fill(_ table: StudyTable, at firstRow: Int, _ coders: [BinCoder], pool: WorkerPool) {
        precondition(firstRow >= 0 && firstRow + table.rowCount <= rowCount, "rows with room")
        precondition(table.inputs.count == columnCount && coders.count == columnCount, "columns")
        let parts = pool.count
        pool.run { worker in
            let lower = table.rowCount * worker / parts
            let upper = table.rowCount * (worker + 1) / parts
            fill(table, at: firstRow, coders, lower..<upper)
        }
    }

    deinit {
        unsafe rowMajor.deallocate()
        unsafe columnMajor.deallocate()
    }

    static func stride(_ columns: Int) -> Int {
        [4, 8, 16, 32].first { columns <= $0 } ?? (columns + 31) / 32 * 32
    }

    /// One row's codes.
    func row(_ row: Int) -> [UInt8] {
        precondition((0..<rowCount).contains(row), "a row of the table")
        // SAFETY: the row is within the block.
        let start = unsafe rows + row * stride
        return unsafe Array(UnsafeBufferPointer(start: start, count: columnCount))
    }

    /// Shape [rowCount, stride].
    var rows: UnsafePointer<UInt8> {
        unsafe UnsafePointer(rowMajor.assumingMemoryBound(to: UInt8.self))
    }

    /// Shape [rowCount]: one column's codes.
    func column(_ column: Int) -> UnsafePointer<UInt8> {
        precondition((0..<columnCount).contains(column), "a column of the table")
        let start = unsafe columnMajor.assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafePointer(start + column * rowCount)
    }

    /// Codes some rows, in blocks that stay in the cache between the two layouts.
    private func fill(
        _ table: StudyTable, at firstRow: Int, _ coders: [BinCoder], _ range: Range<Int>
    ) {
        // SAFETY: the range is within the table's rows, which have room from `firstRow` on, and no
        // other worker writes its rows.
        let byRow = unsafe rowMajor.assumingMemoryBound(to: UInt8.self) + firstRow * stride
        let byColumn = unsafe columnMajor.assumingMemoryBound(to: UInt8.self) + firstRow
        for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 1_024) {
            let end = min(start + 1_024, range.upperBound)
            for column in 0..<columnCount {
                let codes = unsafe byColumn + column * rowCount
                switch table.inputs[column] {
                case .numbers(let values):
                    coders[column].code(values.span, start..<end) { row, code in
                        unsafe codes[row] = code
                        unsafe byRow[row * stride + column] = code
                    }
                case .codes(let levels):
                    let missing = coders[column].missing
                    for row in start..<end {
                        let code = levels[row] < 0 ? missing : UInt8(levels[row])
                        unsafe codes[row] = code
                        unsafe byRow[row * stride + column] = code
                    }
                }
            }
        }
    }
}

/// Finds the bin of a number: a table of cells of one width gives the first guess.
struct BinCoder: Sendable {
    let missing: UInt8
    private let edges: [Float]
    private let lower: Float
    private let inverse: Float
    /// For each cell the bin of its lower end.
    private let guesses: [UInt8]

    private static let cellCount = 1_024

    init(_ column: TreeBins.Column, missing: UInt8) {
        self.missing = missing
        guard case .number(let edges) = column, let first = edges.first, let last = edges.last,
            (Float(Self.cellCount) / (last - first)).isFinite
        else {
            edges = if case .number(let edges) = column { edges } else { [] }
            (lower, inverse, guesses) = (0, 0, [0])
            return
        }
        self.edges = edges
        lower = first
        inverse = Float(Self.cellCount) / (last - first)
        var guesses: [UInt8] = []
        var bin = 0
        for cell in 0...Self.cellCount {
            // One cell early, so that rounding never guesses too high.
            let start = first + Float(cell - 1) / inverse
            while bin < edges.count, edges[bin] <= start { bin += 1 }
            guesses.append(UInt8(bin))
        }
        self.guesses = guesses
    }

    /// The bin of one value, compared as binary32.
    @inline(__always)
    func bin(_ value: Double) -> UInt8 {
        let number = Float(value)
        guard number == number else { return missing }
        let cell = (number - lower) * inverse
        let last = Float(guesses.count - 1)
        let place = Int(cell > 0 ? min(cell, last) : 0)
        var bin = Int(guesses[place])
        while bin < edges.count, edges[bin] <= number { bin += 1 }
        return UInt8(truncatingIfNeeded: bin)
    }

    @inline(__always)
    func code(_ values: Span<Double>, _ rows: Range<Int>, _ body: (Int, UInt8) -> Void) {
        for row in rows { body(row, bin(values[row])) }
    }
}
