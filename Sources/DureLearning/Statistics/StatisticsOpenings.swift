/// What the counts left open: which sums and quantiles are asked for.
struct StatisticsOpenings: Sendable {
    /// One number column's sums in one block, or in the pool of blocks that are hidden.
    struct Entry: Sendable, Hashable {
        /// The place in the layout's numbers or pairs.
        let column: Int
        /// Whether the place is one of pairs.
        let isPair: Bool
        /// The block; the layout's `overall` for the pool.
        let block: Int
    }

    /// One quantile of one number in one block; `overall` for all rows.
    struct QuantileEntry: Sendable, Hashable {
        let number: Int
        let block: Int
        let quantile: Int
        /// How many values are present.
        let count: Double
    }

    let layout: StatisticsLayout
    /// In the order of their sums.
    let entries: [Entry]
    /// In the order of their intervals.
    let quantileEntries: [QuantileEntry]
    /// How many quantiles each number has.
    let quantileCount: Int
    /// Where each entry's sums begin.
    let starts: [Int]
    /// How many sums there are.
    let count: Int
    private let steps: [FixedSteps]
    private let places: [Entry: Int]
    private let quantileStarts: [Int: Int]

    init(shown: [Double], of algorithm: Statistics) {
        let layout = algorithm.layout
        var entries: [Entry] = []
        func open(_ column: Int, isPair: Bool, at place: Int) {
            let blocks = (0..<layout.blockCount).filter { shown[$0 * layout.width + place] > 0.5 }
            entries += blocks.map { Entry(column: column, isPair: isPair, block: $0) }
            let isHidden = (0..<layout.blockCount).contains { shown[$0 * layout.width + place] < 0 }
            if shown[layout.overall * layout.width + place] > 0.5, isHidden {
                entries.append(Entry(column: column, isPair: isPair, block: layout.overall))
            }
        }
        for number in layout.numbers.indices {
            open(number, isPair: false, at: layout.present(number))
        }
        for pair in layout.pairs.indices { open(pair, isPair: true, at: layout.both(pair)) }
        var quantileEntries: [QuantileEntry] = []
        var quantileStarts: [Int: Int] = [:]
        for number in layout.numbers.indices {
            for block in 0...layout.blockCount where layout.blockCount > 1 || block == 0 {
                let count = shown[block * layout.width + layout.present(number)]
                guard count > 0.5 else { continue }
                quantileStarts[number * (layout.blockCount + 1) + block] = quantileEntries.count
                for quantile in algorithm.plan.quantiles.indices {
                    quantileEntries.append(
                        QuantileEntry(
                            number: number, block: block, quantile: quantile, count: count))
                }
            }
        }
        var starts: [Int] = []
        var count = 0
        for entry in entries {
            starts.append(count)
            count += entry.isPair ? PairSums.count : NumberSums.count
        }
        self.layout = layout
        self.entries = entries
        self.quantileEntries = quantileEntries
        self.starts = starts
        self.count = count
        self.quantileStarts = quantileStarts
        quantileCount = algorithm.plan.quantiles.count
        steps = algorithm.steps
        places = Dictionary(uniqueKeysWithValues: zip(entries, starts))
    }

    /// Where the sums of that column and block begin; the pool's where the block is hidden, nil
    /// where nothing is asked.
    func start(_ column: Int, isPair: Bool, block: Int) -> Int? {
        places[Entry(column: column, isPair: isPair, block: block)]
            ?? places[Entry(column: column, isPair: isPair, block: layout.overall)]
    }

    /// Exactly that entry's place.
    func ownStart(_ column: Int, isPair: Bool, block: Int) -> Int? {
        places[Entry(column: column, isPair: isPair, block: block)]
    }

    /// Where the quantiles of a number in a block begin; nil where none is asked.
    func quantileStart(_ number: Int, block: Int) -> Int? {
        quantileStarts[number * (layout.blockCount + 1) + block]
    }

    /// The largest magnitude that one record gives to each sum.
    var bounds: [Double] {
        entries.flatMap { entry -> [Double] in
            guard entry.isPair else { return NumberSums.bounds(steps[entry.column]) }
            let pair = layout.pairs[entry.column]
            return PairSums.bounds(steps[pair.first], steps[pair.second])
        }
    }
}

/// A product of two whole numbers, summed in two parts so that neither outgrows 53 bits.
enum SplitProduct {
    /// The high part in units of 2^bits, and the low part.
    static func parts(_ a: Int, _ b: Int, bits: Int) -> (high: Double, low: Double) {
        let product = a * b
        return (Double(product >> bits), Double(product & (1 << bits - 1)))
    }

    static func joined(high: Double, low: Double, bits: Int) -> Int128 {
        Int128(high) << bits + Int128(low)
    }

    static func bounds(_ a: FixedSteps, _ b: FixedSteps, bits: Int) -> [Double] {
        let high = max((a.count * b.count) >> bits, 1)
        return [Double(high), Double(1 << bits - 1)]
    }
}

/// Σu and Σu² of whole steps.
struct NumberSums: Sendable, Hashable {
    static let count = 3

    let sum: Int128
    let squares: Int128

    init(_ numbers: ArraySlice<Double>, steps: FixedSteps) {
        let all = Array(numbers)
        sum = Int128(all[0])
        squares = SplitProduct.joined(high: all[1], low: all[2], bits: steps.bitCount)
    }

    init(sum: Int128, squares: Int128) {
        self.sum = sum
        self.squares = squares
    }

    static func bounds(_ steps: FixedSteps) -> [Double] {
        [Double(steps.count)] + SplitProduct.bounds(steps, steps, bits: steps.bitCount)
    }

    static func + (a: NumberSums, b: NumberSums) -> NumberSums {
        NumberSums(sum: a.sum + b.sum, squares: a.squares + b.squares)
    }
}

/// Σu, Σv, Σu², Σv² and Σuv of whole steps, over rows that have both.
struct PairSums: Sendable, Hashable {
    static let count = 8

    let first: NumberSums
    let second: NumberSums
    let products: Int128

    init(_ numbers: ArraySlice<Double>, _ a: FixedSteps, _ b: FixedSteps) {
        let all = Array(numbers)
        first = NumberSums(all[0..<3], steps: a)
        second = NumberSums(all[3..<6], steps: b)
        products = SplitProduct.joined(
            high: all[6], low: all[7], bits: max(a.bitCount, b.bitCount))
    }

    init(first: NumberSums, second: NumberSums, products: Int128) {
        self.first = first
        self.second = second
        self.products = products
    }

    static func bounds(_ a: FixedSteps, _ b: FixedSteps) -> [Double] {
        NumberSums.bounds(a) + NumberSums.bounds(b)
            + SplitProduct.bounds(a, b, bits: max(a.bitCount, b.bitCount))
    }

    static func + (a: PairSums, b: PairSums) -> PairSums {
        PairSums(
            first: a.first + b.first, second: a.second + b.second,
            products: a.products + b.products)
    }
}
