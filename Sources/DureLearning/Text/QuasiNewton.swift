/// A descent with limited memory, as a state carries it from sum to sum: the last accepted point,
/// the step that is being tried from it, and what earlier steps told of the loss's bends (L-BFGS:
/// Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 3.1).
///
/// `+ - * /` and square roots alone, in one order: the same bits at every node.
struct QuasiNewton: Sendable {
    /// How often one step is halved before the search ends.
    static let halvingCountMax = 30
    /// The least share of the foretold gain that a step must bring (Armijo).
    private static let gainShareMin = 1e-4

    /// The loss at ``point``.
    var loss = 0.0
    /// How steeply the loss falls along the whole step: below 0.
    var slope = 0.0
    /// How much of the step is being tried.
    var fraction = 1.0
    /// The gradient's length at the very first point.
    var firstNorm = 0.0
    /// How much all rows weigh that the last sum held: members may come and go.
    var weight = 0.0
    /// The last accepted point.
    var point: [Double]
    /// The gradient there.
    var gradient: [Double]
    /// Moves and the gradient's changes along them, the oldest first.
    var pairs: [Pair] = []

    /// One move.
    struct Pair: Sendable {
        let move: [Double]
        let change: [Double]
    }

    /// Begins at a point.
    init(point: [Double], gradient: [Double], loss: Double, weight: Double) {
        self.point = point
        self.gradient = gradient
        self.loss = loss
        self.weight = weight
        firstNorm = Self.product(gradient, gradient).squareRoot()
    }

    /// How many numbers ``packed`` has with so many pairs.
    static func packedCount(width: Int, pairCount: Int) -> Int { 5 + 2 * width * (1 + pairCount) }

    /// Everything in one list.
    var packed: [Double] {
        [loss, slope, fraction, firstNorm, weight] + point + gradient
            + pairs.flatMap { $0.move + $0.change }
    }

    /// Reads ``packed``; nil for lists of another shape.
    init?(packed numbers: ArraySlice<Double>, width: Int) {
        let lists = numbers.count - 5
        guard width > 0, lists >= 2 * width, lists.isMultiple(of: 2 * width) else { return nil }
        let head = Array(numbers.prefix(5))
        (loss, slope, fraction, firstNorm, weight) = (head[0], head[1], head[2], head[3], head[4])
        func list(_ index: Int) -> [Double] {
            let start = numbers.startIndex + 5 + index * width
            return Array(numbers[start..<start + width])
        }
        point = list(0)
        gradient = list(1)
        pairs = (1..<lists / (2 * width)).map {
            Pair(move: list(2 * $0), change: list(2 * $0 + 1))
        }
    }

    /// Whether the step brought too little.
    func isRefused(_ loss: Double, resolution: Double) -> Bool {
        let gain = Self.gainShareMin * fraction * slope
        return loss > self.loss + gain + 1e-12 * abs(self.loss) + resolution
    }

    /// Half the step that was tried; nil where halving came to its end.
    mutating func halve(_ tried: [Double]) -> [Double]? {
        fraction /= 2
        guard fraction > 1 / Double(1 << Self.halvingCountMax) else { return nil }
        return zip(point, tried).map { $0 + ($1 - $0) / 2 }
    }

    /// Goes on from a point that was tried.
    ///
    /// - Parameter isSameCohort: Whether its sum holds the same rows as the last: otherwise nothing
    ///   is learned from the difference of the two, nor from what was learned before.
    mutating func accept(
        _ tried: [Double], gradient new: [Double], loss: Double, weight: Double,
        isSameCohort: Bool
    ) {
        let move = zip(tried, point).map { $0 - $1 }
        let change = zip(new, gradient).map { $0 - $1 }
        if !isSameCohort { pairs = [] }
        // A loss that bends up along the move, beyond rounding.
        let bend = Self.product(move, change)
        if isSameCohort, bend > 0x1p-60 * Self.product(change, change) {
            pairs.append(Pair(move: move, change: change))
        }
        point = tried
        gradient = new
        self.loss = loss
        self.weight = weight
        fraction = 1
    }

    /// The next point to try, and the state to keep for it.
    ///
    /// - Parameters:
    ///   - scale: Shape [width], at least 0: the step along each coordinate where nothing is
    ///     known of bends.
    ///   - pairCountMax: How many pairs the state has room for.
    mutating func next(scale: [Double], pairCountMax: Int) -> [Double] {
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        let bends = pairs.map { Self.product($0.move, $0.change) }
        for (pair, bend) in zip(pairs, bends).reversed() {
            let share = Self.product(pair.move, direction) / bend
            shares.append(share)
            Self.add(-share, pair.change, to: &direction)
        }
        var factor = 1.0
        if let last = pairs.last, let bend = bends.last {
            var scaled = 0.0
            for index in scale.indices {
                scaled += last.change[index] * last.change[index] * scale[index]
            }
            if scaled > 0 { factor = bend / scaled }
        }
        for index in direction.indices { direction[index] *= factor * scale[index] }
        for ((pair, bend), share) in zip(zip(pairs, bends), shares.reversed()) {
            let other = Self.product(pair.change, direction) / bend
            Self.add(share - other, pair.move, to: &direction)
        }
        slope = Self.product(gradient, direction)
        pairs = Array(pairs.suffix(pairCountMax))
        return zip(point, direction).map { $0 + $1 }
    }

    static func product(_ first: [Double], _ second: [Double]) -> Double {
        var sum = 0.0
        for index in first.indices { sum += first[index] * second[index] }
        return sum
    }

    private static func add(_ factor: Double, _ list: [Double], to sum: inout [Double]) {
        for index in sum.indices { sum[index] += factor * list[index] }
    }
}
