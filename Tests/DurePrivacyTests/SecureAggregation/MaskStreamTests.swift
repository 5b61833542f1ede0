import DureCore
import DurePrivacy
import DureTesting
import Testing

struct MaskStreamTests {
    @Test func `every chunk of a stream is the known one`() throws {
        for row in try SecureAggregationVectors.rows("mask-stream") {
            let offset = try row.int("offset_bytes")
            let chunk = try row.int("chunk")
            let stream = try MaskStream(row.bytes("key")).bytes(ofChunk: chunk)
            #expect(stream.count == RingVector.chunkByteCount)
            #expect(try Array(stream[offset..<offset + 32]) == row.bytes("bytes"), "chunk \(chunk)")
            if try row.text("sha256_of_chunk") != "" {
                #expect(try Digest(of: stream).hex == row.text("sha256_of_chunk"))
            }
            let words = try RingVector(bytes: Array(stream[offset...]), wordSize: .w32).words32
            #expect(try words.prefix(4).map(UInt64.init) == row.words("first_u32_words"))
            let wide = try RingVector(bytes: Array(stream[offset...]), wordSize: .w64).words64
            #expect(try Array(wide.prefix(1)) == row.words("first_u64_word"))
        }
    }

    @Test func `the plain cipher gives the answer of FIPS 197`() throws {
        // FIPS 197, appendix C.3.
        let cipher = PlainAES256(key: Array(0..<32))
        let block = try Hex.decode("00112233445566778899aabbccddeeff")
        #expect(Hex.encode(cipher.encrypt(block)) == "8ea2b7ca516745bfeafc49904b496089")
    }

    @Test(arguments: Seed.batch(8))
    func `a stream is its plain twin`(seed: Seed) throws {
        var generator = seed.generator
        let key = generator.bytes(count: 32)
        let chunk = UInt64.random(in: 0...1 << 40, using: &generator)
        let count = Int.random(in: 0...400, using: &generator)
        #expect(
            try MaskStream(key).bytes(ofChunk: Int(chunk), count: count)
                == PlainMasks.stream(key: key, chunk: chunk, count: count))
    }

    @Test(arguments: Seed.batch(12), WordSize.allCases)
    func `a masked vector is its plain twin`(seed: Seed, size: WordSize) throws {
        var generator = seed.generator
        // Up to 200 words: whole and broken groups of lanes.
        let words = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
            size == .w32 ? generator.next() >> 32 : generator.next()
        }
        let member = Int.random(in: 1...5, using: &generator)
        let own = generator.bytes(count: 32)
        let pairs = (1...5).filter { $0 != member }.map { ($0, generator.bytes(count: 32)) }
        let masked = try Masking.maskedVector(
            vector(words, size), member: member, own: MaskStream(own),
            pairs: pairs.map { PairMask(neighbour: $0.0, stream: MaskStream($0.1)) })
        let plain = PlainMasks.masked(
            words, wordByteCount: size.byteCount, member: member, ownKey: own,
            pairKeys: pairs.map { (neighbour: $0.0, key: $0.1) })
        #expect(masked == vector(plain, size))
    }

    @Test(arguments: WordSize.allCases)
    func `a chunk masked alone is the chunk of the whole masked vector`(size: WordSize) throws {
        var generator = Seed(7).generator
        let masks = [MaskSign.add, .subtract].map {
            SignedMask(MaskStream(generator.bytes(count: 32)), $0)
        }
        var whole = RingVector(zeros: size.wordsPerChunk * 2 + 5, wordSize: size)
        let plain = whole
        try whole.apply(masks)
        #expect(whole != plain)
        for chunk in 0..<whole.chunkCount {
            var alone = try RingVector(bytes: plain.bytes(ofChunk: chunk), wordSize: size)
            try alone.apply(masks, asChunk: chunk)
            #expect(alone.bytes == whole.bytes(ofChunk: chunk))
        }
        #expect(throws: SecureAggregationError.self) { try whole.apply(masks, asChunk: 0) }
    }

    @Test func `masks with opposite signs cancel`() throws {
        var generator = Seed(3).generator
        let stream = MaskStream(generator.bytes(count: 32))
        var vector = RingVector((0..<100).map { UInt32($0) })
        let before = vector
        try vector.apply([SignedMask(stream, .add)])
        #expect(vector != before)
        try vector.apply([SignedMask(stream, MaskSign.add.opposite)])
        #expect(vector == before)
    }

    @Test func `the empty vector takes every mask`() throws {
        var vector = RingVector([] as [UInt32])
        try vector.apply([SignedMask(MaskStream([UInt8](repeating: 1, count: 32)), .add)])
        #expect(vector.count == 0 && vector.chunkCount == 0)
    }

    private func vector(_ words: [UInt64], _ size: WordSize) -> RingVector {
        switch size {
        case .w32: RingVector(words.map(UInt32.init))
        case .w64: RingVector(words)
        }
    }
}
