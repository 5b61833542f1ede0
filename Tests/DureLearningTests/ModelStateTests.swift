import DureCore
import DureLearning
import DureTesting
import Testing

@Test(arguments: Seed.batch(16))
func `a state reads back to the last bit, and no cut or altered copy does`(seed: Seed) throws {
    var generator = seed.generator
    func numbers() -> [Double] {
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            let number = Double(bitPattern: generator.next())
            return number.isFinite ? number : -0.0
        }
    }
    let state = ModelState(
        algorithm: "x", round: UInt32.random(in: 0...9, using: &generator),
        coefficients: numbers(), memory: numbers())
    let bytes = state.canonicalBytes
    let back = try ModelState(canonicalBytes: bytes)
    #expect(back.canonicalBytes == bytes)
    #expect(back.digest == state.digest)
    for length in 0..<bytes.count {
        #expect(throws: WireError.self) { try ModelState(canonicalBytes: Array(bytes[..<length])) }
    }
    #expect(throws: WireError.trailing) { try ModelState(canonicalBytes: bytes + [0]) }
    var altered = bytes
    altered[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1
    // Either it cannot be read, or it is seen to be another state.
    if let other = try? ModelState(canonicalBytes: altered) {
        #expect(other.digest != state.digest)
    }
}

@Test func `a state with NaN, of another version or too large is refused`() {
    func bytes(_ number: Double) -> [UInt8] {
        ModelState(algorithm: "x", round: 0, coefficients: [number]).canonicalBytes
    }
    #expect(throws: WireError.malformed(field: "coefficients")) {
        try ModelState(canonicalBytes: bytes(.nan))
    }
    #expect(throws: WireError.malformed(field: "coefficients")) {
        try ModelState(canonicalBytes: bytes(-.infinity))
    }
    var newer = bytes(1)
    newer[4 + "dure/model-state".utf8.count + 4 + 3] = 2
    #expect(throws: WireError.version(found: 2)) { try ModelState(canonicalBytes: newer) }
    let large = [UInt8](repeating: 0, count: ModelState.byteCountMax + 1)
    #expect(throws: WireError.tooLarge(field: "model state", limit: ModelState.byteCountMax)) {
        try ModelState(canonicalBytes: large)
    }
}
