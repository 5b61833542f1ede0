import DureCore
import DurePrivacy
import DureTesting
import Testing

struct FixedPointTests {
    @Test func `every value is encoded as the known word`() throws {
        for row in try SecureAggregationVectors.rows("fixed-point") {
            let encoding = try FixedPoint(bound: row.double("B"), bits: row.int("b"))
            let word = try encoding.word(row.double("x"), u: row.double("u"))
            #expect(try UInt64(word) == row.words("word32").first, "\(row)")
            #expect(try Int(Int32(bitPattern: word)) == row.int("y"), "\(row)")
        }
    }

    @Test(arguments: [
        (10, 0.0, 7, 28), (10, 1.0, 7, 27), (100, 0.0, 67, 25), (1000, 0.0, 667, 22),
        (1, 0.0, 1, 32),
        (2, 0.0, 1, 31), (16, 0.0, 9, 28), (17, 0.0, 9, 27),
    ])
    func `headroom is what the protocol's table says`(
        members: Int, noise: Double, honest: Int, bits: Int
    ) throws {
        #expect(
            try FixedPoint.bits(
                memberCount: members, noiseMultiplier: noise, honestSurvivors: honest) == bits)
    }

    @Test(arguments: Seed.batch(8))
    func `a sum of encoded vectors decodes to the sum of the values`(seed: Seed) throws {
        var generator = seed.generator
        let members = 10
        let bits = try FixedPoint.bits(
            memberCount: members, noiseMultiplier: 0, honestSurvivors: 7)
        let encoding = try FixedPoint(bound: 2.5, bits: bits)
        var sum = RingVector(zeros: 50, wordSize: .w32)
        var expected = [Double](repeating: 0, count: 50)
        for member in 0..<members {
            // The first members stand at the bound: the sum must not wrap.
            let values = (0..<50).map { _ in
                member < 5 ? 2.5 : Double.random(in: -2.5...2.5, using: &generator)
            }
            for index in values.indices { expected[index] += values[index] }
            try sum.add(encoding.encode(values, using: &generator))
        }
        for (found, expected) in zip(try encoding.decode(sum), expected) {
            #expect((found - expected).magnitude <= Double(members) / encoding.scale)
        }
    }

    @Test func `rounding is unbiased`() throws {
        var generator = Seed(11).generator
        let encoding = try FixedPoint(bound: 1, bits: 8)
        // 0.3 of a step above 12 steps: 20,000 draws have a standard error of 0.0033 steps, and
        // five of them are passed by chance once in 1.7 million runs.
        let value = 12.3 / encoding.scale
        let words = try encoding.encode(
            [Double](repeating: value, count: 20_000), using: &generator)
        let mean = words.words32.reduce(0.0) { $0 + Double($1) } / 20_000
        #expect((mean - 12.3).magnitude < 5 * 0.0033)
        #expect(Set(words.words32) == [12, 13])
    }

    @Test func `floats and doubles are encoded alike`() throws {
        let encoding = try FixedPoint(bound: 4, bits: 28)
        let floats: [Float] = [0.1, -3.7, 4, -4, 0, 1e-30]
        var first = Seed(5).generator
        var second = Seed(5).generator
        #expect(
            try encoding.encode(floats, using: &first)
                == encoding.encode(floats.map(Double.init), using: &second))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a value that is not finite is refused with its place`(bad: Double) throws {
        var generator = Seed(1).generator
        let encoding = try FixedPoint(bound: 1, bits: 28)
        let wide = try WideFixedPoint(scale: 1)
        #expect(throws: SecureAggregationError.notFinite(coordinate: 2)) {
            try encoding.encode([0, 1, bad], using: &generator)
        }
        #expect(throws: SecureAggregationError.notFinite(coordinate: 1)) {
            try encoding.encode([0, Float(bad)], using: &generator)
        }
        #expect(throws: SecureAggregationError.notFinite(coordinate: 0)) {
            try wide.encode([bad], using: &generator)
        }
    }

    @Test(
        arguments: Seed.batch(8), [WideFixedPoint.stepsMax, WideFixedPoint.stepsMaxForFew])
    func `whole numbers stay exact in wide words`(seed: Seed, steps: Double) throws {
        var generator = seed.generator
        let encoding = try WideFixedPoint(scale: 1, steps: steps)
        let limit = Int64(steps)
        let numbers =
            [0, 1, -1, limit, -limit]
            + (0..<50).map { _ in Int64.random(in: -limit...limit, using: &generator) }
        let vector = try encoding.encode(numbers.map(Double.init), using: &generator)
        #expect(vector.words64 == numbers.map { UInt64(bitPattern: $0) })
        #expect(encoding.word(Double(limit), u: 1 - 0x1p-53) == UInt64(limit))
        #expect(try encoding.decode(vector) == numbers.map(Double.init))
    }

    @Test func `a wide word is the floor of the value and the draw`() throws {
        let encoding = try WideFixedPoint(scale: 8, steps: 100)
        #expect(encoding.word(1.3, u: 0) == 10)
        #expect(encoding.word(1.3, u: 0.5) == 10)
        #expect(encoding.word(1.3, u: 0.61) == 11)
        #expect(encoding.word(-1.3, u: 0) == UInt64(bitPattern: -11))
        #expect(encoding.word(-1.3, u: 0.5) == UInt64(bitPattern: -10))
    }

    @Test(arguments: Seed.batch(12))
    func `many numbers are rounded as each is alone`(seed: Seed) throws {
        var generator = seed.generator
        let scale = Double.random(in: 0.5...1e6, using: &generator)
        let encoding = try WideFixedPoint(scale: scale)
        for count in [0, 1, 7, 8, 9, 31, 16_385, 32_771] {
            let values = (0..<count).map { index in
                index.isMultiple(of: 5)
                    ? Double(index) / scale : Double.random(in: -1e3...1e3, using: &generator)
            }
            var copy = generator
            let stream = MaskStream(key: SecretBytes(count: 32, using: &copy))
            let bytes = try (0..<3).flatMap { try stream.bytes(ofChunk: $0) }
            let draws64 = try RingVector(bytes: bytes, wordSize: .w64).words64
            let draws32 = try RingVector(bytes: bytes, wordSize: .w32).words32
            let expected64 = zip(values, draws64).map {
                encoding.word($0, u: Double($1 >> 12) * 0x1p-52)
            }
            let steps = try WideFixedPoint(scale: 1)
            let expected32 = zip(values, draws32).map {
                let fixed = ($0 * scale * 0x1p20).rounded(.toNearestOrEven) * 0x1p-20
                return UInt32(
                    truncatingIfNeeded: steps.word(fixed, u: Double($1 >> 12) * 0x1p-20))
            }
            copy = generator
            let wide = try encoding.encode(values, using: &copy)
            let narrow = try WideFixedPoint(scale: scale, steps: 0x1p31 - 1)
                .encode(values, in: .w32, using: &generator)
            #expect(wide.words64 == expected64)
            #expect(narrow.words32 == expected32)
        }
    }

    @Test(arguments: [0, 7, 8, 16_383, 16_384, 16_400])
    func `one bad value among many is found`(place: Int) throws {
        var generator = Seed(3).generator
        var values = [Double](repeating: 1, count: 16_401)
        values[place] = .nan
        #expect(!RoundingKernel.areWithin(values, bound: 1))
        #expect(throws: SecureAggregationError.notFinite(coordinate: place)) {
            try WideFixedPoint(scale: 2).encode(values, using: &generator)
        }
        values[place] = 1.5
        #expect(!RoundingKernel.areWithin(values, bound: 1))
        #expect(RoundingKernel.areWithin(values, bound: 1.5))
        #expect(throws: SecureAggregationError.unusableEncoding(field: "steps")) {
            try WideFixedPoint(scale: 2).encode(values, in: .w32, using: &generator)
        }
        let words = try WideFixedPoint(scale: 2, steps: 1_000)
            .encode(values, in: .w32, using: &generator)
        #expect(words.words32[place] == 3)
        #expect(words.words32.count { $0 == 2 } == 16_400)
    }

    @Test func `a wide value beyond its limit is refused with its place`() throws {
        var generator = Seed(1).generator
        let encoding = try WideFixedPoint(scale: 2, steps: 10)
        #expect(throws: SecureAggregationError.outOfRange(coordinate: 1)) {
            try encoding.encode([5, -5.25], using: &generator)
        }
        #expect(throws: SecureAggregationError.outOfRange(coordinate: 0)) {
            try encoding.encode([1e308], using: &generator)
        }
    }

    @Test func `encodings that cannot work are refused`() {
        for bound in [0, -1, Double.nan, .infinity, Double.leastNonzeroMagnitude] {
            #expect(throws: SecureAggregationError.self) { try FixedPoint(bound: bound, bits: 28) }
        }
        for bits in [1, 33] {
            #expect(throws: SecureAggregationError.self) { try FixedPoint(bound: 1, bits: bits) }
        }
        for scale in [0, -1, Double.nan, .infinity] {
            #expect(throws: SecureAggregationError.self) { try WideFixedPoint(scale: scale) }
        }
        #expect(throws: SecureAggregationError.self) { try WideFixedPoint(scale: 1, steps: 0x1p51) }
        #expect(throws: SecureAggregationError.self) {
            try FixedPoint.bits(memberCount: 10, noiseMultiplier: 1e9, honestSurvivors: 1)
        }
        #expect(throws: SecureAggregationError.self) {
            try FixedPoint.bits(memberCount: 10, noiseMultiplier: .nan, honestSurvivors: 1)
        }
    }

    @Test func `words of the other size are not decoded`() throws {
        #expect(throws: SecureAggregationError.wordSizesDiffer) {
            try FixedPoint(bound: 1, bits: 28).decode(RingVector(zeros: 1, wordSize: .w64))
        }
        #expect(throws: SecureAggregationError.wordSizesDiffer) {
            try WideFixedPoint(scale: 1).decode(RingVector(zeros: 1, wordSize: .w32))
        }
    }
}
