/// A matrix within a ``FloatArena``: where it begins and how it lies.
package struct FloatBlock: Sendable, Hashable {
    /// The place of its first number.
    package let offset: Int
    /// How many rows are stored.
    package let rows: Int
    /// How many numbers a row has.
    package let columns: Int
    /// From one row's first number to the next row's.
    package let stride: Int

    /// Rows that lie `stride` numbers apart; where left out, one after the other.
    package init(offset: Int, rows: Int, columns: Int, stride: Int? = nil) {
        precondition(offset >= 0 && rows >= 0 && columns >= 0, "a place and a shape")
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
        precondition(self.stride >= columns, "rows that do not overlap")
    }

    /// How many numbers it holds.
    package var count: Int { rows * columns }
    /// The place behind its last number.
    package var end: Int { rows == 0 ? offset : offset + (rows - 1) * stride + columns }
    /// Whether no other numbers lie between its rows.
    package var isDense: Bool { stride == columns || rows <= 1 }

    /// Some of its rows.
    package subscript(rows range: Range<Int>) -> FloatBlock {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows of the block")
        return FloatBlock(
            offset: offset + range.lowerBound * stride, rows: range.count, columns: columns,
            stride: stride)
    }

    /// The place of a number.
    package func place(_ row: Int, _ column: Int) -> Int { offset + row * stride + column }
}

/// Hands out places in an arena, each at a cache line's beginning.
package struct ArenaPlan: Sendable {
    /// How many floats a cache line of 64 bytes has.
    private static let line = 16
    /// How many floats the arena needs so far.
    package private(set) var count = 0

    /// A plan of nothing.
    package init() {}

    /// A place for so many numbers.
    package mutating func place(_ count: Int) -> Int {
        let offset = self.count
        self.count += (count + Self.line - 1) / Self.line * Self.line
        return offset
    }

    /// A place for a matrix.
    package mutating func block(rows: Int, columns: Int) -> FloatBlock {
        FloatBlock(offset: place(rows * columns), rows: rows, columns: columns)
    }
}

/// The functions behind a layer.
package enum Activation: String, Sendable, Hashable, CaseIterable {
    case identity
    case relu
    /// The form with tanh: Hendrycks and Gimpel 2016, section 2.
    case gelu
    case tanh
}

/// The instructions that kernels use; each level includes those below it.
package enum KernelLevel: Int32, Sendable, CaseIterable {
    /// What every machine of this architecture has.
    case base
    case avx2
    case avx512
    /// AVX-512 with products of bf16 pairs.
    case avx512bf16
}

/// What the numbers of a matrix product are multiplied as; they are added as floats.
package enum ProductPrecision: String, Sendable, Hashable, CaseIterable {
    /// As they are.
    case float
    /// Each rounded to eight bits of mantissa first, to the nearest and ties to even; those smaller
    /// than the smallest normal float to 0. Infinite from 2^128 - 2^119 on.
    ///
    /// An element is then within (depth + 1) · 2^-23 of the sum of its rounded terms' magnitudes
    /// from their sum, and another depth · 2^-126, as processors may drop what is that small. Its
    /// bits depend on the level.
    case bfloat16
}
