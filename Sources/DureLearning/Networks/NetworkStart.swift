package import DureTensor

/// A sequence of numbers that a public seed tells: SplitMix64 (Steele, Lea, Flood 2014).
///
/// For what all nodes must draw alike and nobody need keep secret; never for noise or sampling.
struct PublicSequence: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A number in -1..<1, one of 2^53.
    mutating func symmetric() -> Double {
        Double(next() >> 11) * 0x1p-52 - 1
    }

    /// A number below a bound, each as likely as another but for 2^-32 of it.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 up to `count` in a new order (Fisher and Yates).
    mutating func shuffled(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, below(last + 1))
        }
        return order
    }
}

extension NetworkArchitecture {
    /// The first parameters: the same bits at every node.
    func firstParameters() -> [Double] {
        layout.firstParameters(activation: activation, seed: seed)
    }
}

extension NetworkLayout {
    /// The first parameters: the same bits at every node.
    ///
    /// Weights are uniform within ±√(6 / inputs) before a ReLU or GELU (He et al. 2015, eq. 10)
    /// and ±√(6 / (inputs + outputs)) otherwise (Glorot and Bengio 2010, eq. 16); embeddings
    /// within ±1 / √width; bias 0. Rounded to float, as that is what members compute with.
    package func firstParameters(activation: Activation, seed: UInt64) -> [Double] {
        var sequence = PublicSequence(seed: seed)
        var parameters = [Double](repeating: 0, count: count)
        func fill(_ places: Range<Int>, within limit: Double) {
            for place in places { parameters[place] = Double(Float(limit * sequence.symmetric())) }
        }
        for table in embeddings {
            let places = table.offset..<table.offset + table.levelCount * table.width
            fill(places, within: 1 / Double(table.width).squareRoot())
        }
        for (index, layer) in layers.enumerated() {
            let isRectified = activation == .relu || activation == .gelu
            let isHidden = index < layers.count - 1
            let fan = isRectified && isHidden ? layer.inputs : layer.inputs + layer.outputs
            fill(layer.weights..<layer.bias, within: (6 / Double(fan)).squareRoot())
        }
        return parameters
    }
}
