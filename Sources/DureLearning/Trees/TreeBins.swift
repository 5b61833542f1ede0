/// The bins of all input columns: where values are told apart, and where each bin's sum lies.
///
/// A value of a number's column is compared as binary32, as other programs of boosted trees do:
/// its bin is the number of edges at or below it. A level's bin is its place. After its value bins
/// each column has one more for missing values.
struct TreeBins: Sendable, Hashable {
    /// One input's bins.
    enum Column: Sendable, Hashable {
        /// Rising edges; one bin more than edges.
        case number(edges: [Float])
        /// Declared levels.
        case category(levelCount: Int)

        /// How many bins for values, the one for missing values aside.
        var valueBinCount: Int {
            switch self {
            case .number(let edges): edges.count + 1
            case .category(let count): count
            }
        }
    }

    /// The most levels of a category.
    static let levelCountMax = 255
    /// How many cells of one width the sum has that tells a column's quantiles.
    static let cellCount = 2_048

    let columns: [Column]
    /// Shape [columns]: where each column's bins begin in a histogram.
    let offsets: [Int32]
    /// How many bins in all.
    let count: Int

    init(_ columns: [Column]) {
        self.columns = columns
        var offsets: [Int32] = []
        var count = 0
        for column in columns {
            offsets.append(Int32(count))
            count += column.valueBinCount + 1
        }
        self.offsets = offsets
        self.count = count
    }

    /// Checks declared edges, as binary32: rising, above the range's lower end and not above its
    /// upper one, at least one, and less than `binsMax`; nil where they are not.
    static func edges(
        _ edges: [Double], of feature: FeatureSpecification, binsMax: Int
    ) -> [Float]? {
        let floats = edges.map { Float($0) }
        guard (1..<binsMax).contains(edges.count), edges.allSatisfy(\.isFinite),
            zip(floats, floats.dropFirst()).allSatisfy({ $0 < $1 }),
            edges.allSatisfy({ $0 > feature.lower && $0 <= feature.upper })
        else { return nil }
        return floats
    }

    /// Edges of bins of one width over the range; fewer where binary32 cannot tell them apart.
    static func equalWidth(_ feature: FeatureSpecification, count: Int) -> [Float] {
        let width = feature.upper - feature.lower
        return distinct(
            (1..<count).map { Float(feature.lower + width * (Double($0) / Double(count))) })
    }

    /// Edges between cells so that about as many rows lie in each bin.
    ///
    /// An edge lies halfway between two cells that hold rows. Where no more cells hold rows than
    /// there may be bins, each has its own.
    ///
    /// - Parameter cells: Shape [cellCount]: how many rows each cell of one width holds.
    static func quantile(
        _ feature: FeatureSpecification, cells: [Double], count: Int
    ) -> [Float] {
        let width = (feature.upper - feature.lower) / Double(cells.count)
        let held = cells.indices.filter { cells[$0] > 0.5 }
        let total = held.reduce(0) { $0 + cells[$1] }
        var edges: [Float] = []
        var below = 0.0
        var goal = total / Double(count)
        for (cell, next) in zip(held, held.dropFirst()) {
            below += cells[cell]
            guard below >= goal || held.count <= count else { continue }
            edges.append(Float(feature.lower + width * (Double(cell + 1 + next) / 2)))
            let left = count - 1 - edges.count
            goal = below + (total - below) / Double(left + 1)
            if left == 0 { break }
        }
        return distinct(edges)
    }

    private static func distinct(_ edges: [Float]) -> [Float] {
        var kept: [Float] = []
        for edge in edges where edge.isFinite && kept.last.map({ $0 < edge }) ?? true {
            kept.append(edge)
        }
        return kept
    }

    // MARK: As numbers of a state

    /// For each column the number of edges, and the edges.
    var packed: [Double] {
        columns.flatMap { column -> [Double] in
            guard case .number(let edges) = column else { return [] }
            return [Double(edges.count)] + edges.map(Double.init)
        }
    }

    /// Reads ``packed`` from the front of numbers.
    ///
    /// - Returns: Nil where they are not edges.
    init?(packed numbers: [Double], inputs: [InputColumn], at place: inout Int) {
        var columns: [Column] = []
        for input in inputs {
            switch input {
            case .category(let category):
                columns.append(.category(levelCount: category.levels.count))
            case .number:
                guard let count = numbers.whole(place, in: 0...254),
                    numbers.count - place > count
                else { return nil }
                // One pass: states are read twice for each sum of a tree.
                var isRising = true
                var last = -Float.infinity
                let edges = (place + 1..<place + 1 + count).map { index in
                    let edge = Float(numbers[index])
                    isRising = isRising && edge > last && edge < .infinity
                    last = edge
                    return edge
                }
                guard isRising else { return nil }
                columns.append(.number(edges: edges))
                place += 1 + count
            }
        }
        self.init(columns)
    }
}

extension [Double] {
    /// The whole number at that place; nil where there is none, or one out of bounds.
    func whole(_ place: Int, in bounds: ClosedRange<Int>) -> Int? {
        guard indices.contains(place), let number = Int(exactly: self[place]),
            bounds.contains(number)
        else { return nil }
        return number
    }
}
