import DureCore
import DurePrivacy
import DureTesting
import Testing

struct RingVectorTests {
    @Test(arguments: Seed.batch(8), WordSize.allCases)
    func `adding and taking away are inverse and wrap`(seed: Seed, size: WordSize) throws {
        var generator = seed.generator
        let count = Int.random(in: 0...100, using: &generator)
        let left = random(count, size, using: &generator)
        let right = random(count, size, using: &generator)
        var sum = left
        try sum.add(right)
        #expect(sum.words32 == zip(left.words32, right.words32).map { $0 &+ $1 })
        #expect(sum.words64 == zip(left.words64, right.words64).map { $0 &+ $1 })
        try sum.subtract(right)
        #expect(sum == left)
    }

    @Test(arguments: WordSize.allCases)
    func `chunks put together are the vector`(size: WordSize) throws {
        var generator = Seed(1).generator
        let vector = random(size.wordsPerChunk + 17, size, using: &generator)
        #expect(vector.chunkCount == 2)
        #expect(vector.byteCount(ofChunk: 1) == 17 * size.byteCount)
        #expect(vector.bytes(ofChunk: 0) + vector.bytes(ofChunk: 1) == vector.bytes)
        #expect(try RingVector(bytes: vector.bytes, wordSize: size) == vector)
        var other = RingVector(zeros: vector.count, wordSize: size)
        for chunk in 0..<2 { try other.add(vector.bytes(ofChunk: chunk), atChunk: chunk) }
        #expect(other == vector)
        try other.subtract(vector.bytes(ofChunk: 1), atChunk: 1)
        #expect(other.bytes(ofChunk: 0) == vector.bytes(ofChunk: 0))
        #expect(other.bytes(ofChunk: 1).allSatisfy { $0 == 0 })
    }

    @Test func `bytes are little-endian`() throws {
        #expect(RingVector([0x0102_0304] as [UInt32]).bytes == [4, 3, 2, 1])
        #expect(RingVector([0x0102] as [UInt64]).bytes == [2, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test func `a vector of whole chunks has no empty last one`() {
        #expect(RingVector(zeros: 32_768, wordSize: .w32).chunkCount == 1)
        #expect(RingVector(zeros: 32_769, wordSize: .w32).chunkCount == 2)
        #expect(RingVector(zeros: 0, wordSize: .w32).chunkCount == 0)
    }

    @Test func `what does not fit is refused`() throws {
        var vector = RingVector(zeros: 4, wordSize: .w32)
        #expect(throws: SecureAggregationError.wordSizesDiffer) {
            try vector.add(RingVector(zeros: 4, wordSize: .w64))
        }
        #expect(
            throws: SecureAggregationError.wrongLength(field: "vector", expected: 4, found: 3)
        ) {
            try vector.subtract(RingVector(zeros: 3, wordSize: .w32))
        }
        for chunk in [-1, 1, .max] {
            #expect(
                throws: SecureAggregationError.wrongLength(
                    field: "chunk", expected: 1, found: chunk)
            ) {
                try vector.add([UInt8](repeating: 0, count: 16), atChunk: chunk)
            }
        }
        for count in [0, 15, 17, 131_072] {
            #expect(
                throws: SecureAggregationError.wrongLength(
                    field: "chunk bytes", expected: 16, found: count)
            ) {
                try vector.add([UInt8](repeating: 0, count: count), atChunk: 0)
            }
        }
        #expect(throws: SecureAggregationError.self) {
            try RingVector(bytes: [1, 2, 3, 4, 5], wordSize: .w32)
        }
    }

    @Test func `the root of an upload is that of its chunks`() throws {
        var generator = Seed(2).generator
        let vector = random(70_000, .w32, using: &generator)
        let leaves = (0..<3).map { MerkleTree.leafHash(vector.bytes(ofChunk: $0)) }
        let pair = MerkleTree.nodeHash(left: leaves[0], right: leaves[1])
        #expect(vector.merkleRoot == MerkleTree.nodeHash(left: pair, right: leaves[2]))
        let proof = MerkleTree.inclusionProof(leafHashes: leaves, index: 1)
        #expect(
            MerkleTree.verifyInclusion(
                leafHash: leaves[1], index: 1, treeSize: 3, proof: proof, root: vector.merkleRoot))
    }

    @Test func `each error has a sentence for each language`() {
        let errors: [SecureAggregationError] = [
            .notFinite(coordinate: 1), .outOfRange(coordinate: 1), .unusableEncoding(field: "x"),
            .wrongLength(field: "x", expected: 1, found: 2), .wordSizesDiffer,
            .noThreshold(members: 3, colluding: 3), .tooManyMembers(found: 2, limit: 1),
            .unusableHolders(count: 1), .malformedShare(holder: 1), .sharesDisagree, .badPublicKey,
            .boxRefused, .cryptographyFailed(operation: "x"),
        ]
        for language in Language.allCases {
            let texts = errors.map { $0.text(language) }
            #expect(Set(texts).count == errors.count)
            #expect(texts.allSatisfy { !$0.contains("{") && !$0.isEmpty })
        }
    }

    private func random(
        _ count: Int, _ size: WordSize, using generator: inout SeededGenerator
    ) -> RingVector {
        switch size {
        case .w32:
            RingVector((0..<count).map { _ in UInt32.random(in: 0 ... .max, using: &generator) })
        case .w64: RingVector((0..<count).map { _ in generator.next() })
        }
    }
}
