import DureTesting
import Foundation
import Testing

@testable import DureTensor

/// Each kernel at each level against its definition in doubles; lengths that leave a rest behind
/// every width of lanes.
@Suite struct ElementwiseTests {
    private static let lengths = [1, 3, 4, 15, 16, 17, 37, 64]

    private static func apply(_ activation: Activation, _ z: Double) -> Double {
        switch activation {
        case .identity: z
        case .relu: max(z, 0)
        case .tanh: tanh(z)
        case .gelu: 0.5 * z * (1 + tanh(0.7978845608028654 * (z + 0.044715 * z * z * z)))
        }
    }

    private static func random(
        _ count: Int, within limit: Float, using generator: inout SeededGenerator
    ) -> [Float] {
        (0..<count).map { _ in Float.random(in: -limit...limit, using: &generator) }
    }

    @Test(arguments: KernelLevel.allCases, Activation.allCases)
    func `activations and their slopes are those of the definition`(
        level: KernelLevel, activation: Activation
    ) {
        var generator = Seed(1).generator
        for columns in Self.lengths {
            let (rows, size) = (3, 3 * columns)
            var plan = ArenaPlan()
            let (z, a, delta) = (
                plan.block(rows: rows, columns: columns), plan.block(rows: rows, columns: columns),
                plan.block(rows: rows, columns: columns)
            )
            let bias = plan.place(columns)
            let arena = FloatArena(count: plan.count, level: level)
            let numbers = Self.random(size, within: 6, using: &generator)
            let biases = Self.random(columns, within: 1, using: &generator)
            arena.write(numbers, at: z.offset)
            arena.write(biases, at: bias)
            arena.fill(delta.offset, size, with: 2)
            arena.activate(activation, z, bias: bias, into: a)
            arena.activateBackward(activation, z: z, a: a, delta: delta)
            for place in 0..<size {
                let sum = Double(numbers[place] + biases[place % columns])
                let right = Self.apply(activation, sum)
                #expect(abs(Double(arena[a.offset + place]) - right) < 1e-6)
                let slope =
                    (Self.apply(activation, sum + 1e-5) - Self.apply(activation, sum - 1e-5)) / 2e-5
                #expect(abs(Double(arena[delta.offset + place]) - 2 * slope) < 4e-6)
            }
        }
    }

    @Test(arguments: KernelLevel.allCases)
    func `exp is right to a few units in the last place and clamps outside`(level: KernelLevel) {
        let arena = FloatArena(count: 1_000, level: level)
        let numbers = (0..<1_000).map { Float($0 - 500) * 0.17 }
        arena.write(numbers, at: 0)
        arena.exponentiate(0, 1_000)
        for (place, number) in numbers.enumerated() {
            #expect(abs(Double(arena[place]) / exp(Double(number)) - 1) < 3e-7)
        }
        arena.write([1e30, -1e30, 0], at: 0)
        arena.exponentiate(0, 3)
        #expect(arena[0].isFinite && arena[1] > 0 && arena[2] == 1)
    }

    @Test(arguments: KernelLevel.allCases)
    func `softmax rows sum to one, and large numbers do not overflow`(level: KernelLevel) {
        var generator = Seed(2).generator
        for columns in Self.lengths {
            let block = FloatBlock(offset: 0, rows: 2, columns: columns)
            let arena = FloatArena(count: 2 * columns, level: level)
            let numbers = Self.random(2 * columns, within: 80, using: &generator)
            arena.write(numbers, at: 0)
            arena.softmaxRows(block)
            for row in 0..<2 {
                let part = numbers[row * columns..<(row + 1) * columns].map { Double($0) }
                let largest = part.max() ?? 0
                let sum = part.reduce(0) { $0 + exp($1 - largest) }
                for (column, number) in part.enumerated() {
                    let right = exp(number - largest) / sum
                    #expect(abs(Double(arena[row * columns + column]) - right) < 1e-6)
                }
            }
        }
    }

    @Test(arguments: KernelLevel.allCases)
    func `sums, scaling and adding are those of the definition`(level: KernelLevel) {
        var generator = Seed(3).generator
        for length in Self.lengths {
            let arena = FloatArena(count: 4 * length, level: level)
            let numbers = Self.random(3 * length, within: 2, using: &generator)
            arena.write(numbers, at: 0)
            let square = numbers.reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs(arena.squareSum(0, 3 * length) / square - 1) < 1e-14)
            // Squares that no float holds.
            for factor: Float in [0x1p-100, 0x1p100] {
                arena.scale(0, 3 * length, by: factor)
                let scale = Double(factor) * Double(factor)
                #expect(abs(arena.squareSum(0, 3 * length) / (square * scale) - 1) < 1e-14)
                arena.scale(0, 3 * length, by: 1 / factor)
            }
            let block = FloatBlock(offset: 0, rows: 3, columns: length)
            for round in 1...2 {
                arena.columnSums(block, into: 3 * length, isAdding: round == 2)
                for column in 0..<length {
                    let sum = (0..<3).reduce(0) { $0 + Double(numbers[$1 * length + column]) }
                    let found = Double(arena[3 * length + column])
                    #expect(abs(found - Double(round) * sum) < 4e-6)
                }
            }
            arena.add(3, times: length, to: 0, count: length)
            arena.scale(length, length, by: -2)
            for column in 0..<length {
                let right = numbers[column] + 3 * numbers[length + column]
                #expect(abs(arena[column] - right) < 2e-6)
                #expect(arena[length + column] == -2 * numbers[length + column])
            }
        }
    }

    @Test(arguments: KernelLevel.allCases)
    func `steps of descent and of Adam are those of their papers`(level: KernelLevel) {
        var generator = Seed(4).generator
        let count = 37
        let arena = FloatArena(count: 4 * count, level: level)
        var parameters = Self.random(count, within: 1, using: &generator).map { Double($0) }
        arena.write(parameters.map { Float($0) }, at: 0)
        var velocity = [Double](repeating: 0, count: count)
        for _ in 0..<5 {
            let gradient = Self.random(count, within: 1, using: &generator)
            arena.write(gradient, at: count)
            arena.descend(
                DescentStep(rate: 0.1, momentum: 0.9, decay: 0.01), gradient: count,
                velocity: 2 * count, parameters: 0, count: count)
            for place in 0..<count {
                let slope = Double(gradient[place]) + 0.01 * parameters[place]
                velocity[place] = 0.9 * velocity[place] + slope
                parameters[place] -= 0.1 * velocity[place]
                #expect(abs(Double(arena[place]) - parameters[place]) < 3e-6)
            }
        }
        arena.fill(2 * count, 2 * count, with: 0)
        var (first, second) = (velocity.map { _ in 0.0 }, velocity.map { _ in 0.0 })
        for number in 1...5 {
            let gradient = Self.random(count, within: 1, using: &generator)
            arena.write(gradient, at: count)
            var step = AdamStep(rate: 0.01, number: number)
            step.decay = 0.1
            arena.adam(
                step, gradient: count, first: 2 * count, second: 3 * count, parameters: 0,
                count: count)
            for place in 0..<count {
                let slope = Double(gradient[place])
                first[place] = 0.9 * first[place] + 0.1 * slope
                second[place] = 0.999 * second[place] + 0.001 * slope * slope
                let mean = first[place] / (1 - pow(0.9, Double(number)))
                let size = (second[place] / (1 - pow(0.999, Double(number)))).squareRoot()
                parameters[place] *= 1 - 0.01 * 0.1
                parameters[place] -= 0.01 * mean / (size + 1e-8)
                #expect(abs(Double(arena[place]) - parameters[place]) < 1e-5)
            }
        }
    }
}
