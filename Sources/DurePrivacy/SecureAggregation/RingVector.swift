package import DureCore

/// Bytes in one word of a ring vector.
package enum WordSize: Int, Sendable, Hashable, CaseIterable {
    /// Words modulo 2^32: model updates.
    case w32 = 4
    /// Words modulo 2^64: counts, sums, tables.
    case w64 = 8

    /// Bytes of one word.
    package var byteCount: Int { rawValue }
    /// Words in a whole chunk.
    package var wordsPerChunk: Int { RingVector.chunkByteCount / byteCount }
}

/// A vector over the integers modulo 2^32 or 2^64: what members mask, upload and add up.
///
/// On the wire it is little-endian words, cut into chunks of 128 KiB; the last may be shorter.
package struct RingVector: Sendable, Hashable {
    /// Bytes of a whole chunk.
    package static let chunkByteCount = 131_072

    /// The size of every word.
    package let wordSize: WordSize
    /// The words of a ``WordSize/w32`` vector; empty for the other.
    package internal(set) var words32: [UInt32]
    /// The words of a ``WordSize/w64`` vector; empty for the other.
    package internal(set) var words64: [UInt64]

    /// A vector of 32-bit words.
    package init(_ words: [UInt32]) {
        wordSize = .w32
        words32 = words
        words64 = []
    }

    /// A vector of 64-bit words.
    package init(_ words: [UInt64]) {
        wordSize = .w64
        words32 = []
        words64 = words
    }

    /// A vector of so many zeros.
    package init(zeros count: Int, wordSize: WordSize) {
        switch wordSize {
        case .w32: self.init([UInt32](repeating: 0, count: count))
        case .w64: self.init([UInt64](repeating: 0, count: count))
        }
    }

    /// Reads little-endian words.
    ///
    /// - Throws: ``SecureAggregationError/wrongLength(field:expected:found:)`` unless the bytes
    ///   are whole words.
    package init(bytes: [UInt8], wordSize: WordSize) throws(SecureAggregationError) {
        guard bytes.count.isMultiple(of: wordSize.byteCount) else {
            let whole = bytes.count / wordSize.byteCount * wordSize.byteCount
            throw .wrongLength(field: "vector", expected: whole, found: bytes.count)
        }
        self.init(zeros: bytes.count / wordSize.byteCount, wordSize: wordSize)
        apply(bytes, from: 0, sign: .add)
    }

    /// Words.
    package var count: Int { words32.count + words64.count }
    /// Bytes on the wire.
    package var byteCount: Int { count * wordSize.byteCount }
    /// Chunks on the wire; none for the empty vector.
    package var chunkCount: Int {
        (byteCount + Self.chunkByteCount - 1) / Self.chunkByteCount
    }

    /// All words, little-endian.
    package var bytes: [UInt8] { bytes(of: 0..<count) }

    /// Bytes of one chunk: a whole one's, or fewer for the last.
    ///
    /// - Parameter chunk: In `0..<chunkCount`.
    package func byteCount(ofChunk chunk: Int) -> Int {
        precondition(chunk >= 0 && chunk < chunkCount, "the chunk must exist")
        return min(Self.chunkByteCount, byteCount - chunk * Self.chunkByteCount)
    }

    /// One chunk, little-endian.
    ///
    /// - Parameter chunk: In `0..<chunkCount`.
    package func bytes(ofChunk chunk: Int) -> [UInt8] {
        let first = chunk * wordSize.wordsPerChunk
        return bytes(of: first..<first + byteCount(ofChunk: chunk) / wordSize.byteCount)
    }

    /// Adds another vector, word by word.
    ///
    /// - Throws: ``SecureAggregationError/wordSizesDiffer``, or
    ///   ``SecureAggregationError/wrongLength(field:expected:found:)``.
    package mutating func add(_ other: RingVector) throws(SecureAggregationError) {
        try check(other)
        RingKernel.add(other.words32, to: &words32)
        RingKernel.add(other.words64, to: &words64)
    }

    /// Takes another vector away, word by word.
    ///
    /// - Throws: As ``add(_:)``.
    package mutating func subtract(_ other: RingVector) throws(SecureAggregationError) {
        try check(other)
        RingKernel.subtract(other.words32, from: &words32)
        RingKernel.subtract(other.words64, from: &words64)
    }

    /// Adds a chunk of another vector, given as little-endian bytes.
    ///
    /// - Throws: ``SecureAggregationError/wrongLength(field:expected:found:)``: the field is
    ///   `chunk` where the index is outside the vector, `chunk bytes` where the size is wrong.
    package mutating func add(
        _ bytes: [UInt8], atChunk chunk: Int
    ) throws(SecureAggregationError) {
        try check(bytes, atChunk: chunk)
        apply(bytes, from: chunk * wordSize.wordsPerChunk, sign: .add)
    }

    /// Takes a chunk of another vector away, given as little-endian bytes.
    ///
    /// - Throws: As ``add(_:atChunk:)``.
    package mutating func subtract(
        _ bytes: [UInt8], atChunk chunk: Int
    ) throws(SecureAggregationError) {
        try check(bytes, atChunk: chunk)
        apply(bytes, from: chunk * wordSize.wordsPerChunk, sign: .subtract)
    }

    /// The hash of every chunk as a leaf of ``merkleRoot``.
    package var chunkLeafHashes: [Digest] {
        (0..<chunkCount).map { MerkleTree.leafHash(bytes(ofChunk: $0)) }
    }

    /// The root of the Merkle tree over the chunks, which the member signs (protocol.md, 3.4).
    package var merkleRoot: Digest { MerkleTree.root(leafHashes: chunkLeafHashes) }

    mutating func apply(_ bytes: [UInt8], from firstWord: Int, sign: MaskSign) {
        switch wordSize {
        case .w32: RingKernel.apply(bytes, to: &words32, from: firstWord, sign: sign)
        case .w64: RingKernel.apply(bytes, to: &words64, from: firstWord, sign: sign)
        }
    }

    private func bytes(of range: Range<Int>) -> [UInt8] {
        switch wordSize {
        case .w32: RingKernel.bytes(of: words32, in: range)
        case .w64: RingKernel.bytes(of: words64, in: range)
        }
    }

    private func check(_ other: RingVector) throws(SecureAggregationError) {
        guard wordSize == other.wordSize else { throw .wordSizesDiffer }
        guard count == other.count else {
            throw .wrongLength(field: "vector", expected: count, found: other.count)
        }
    }

    private func check(_ bytes: [UInt8], atChunk chunk: Int) throws(SecureAggregationError) {
        guard chunk >= 0, chunk < chunkCount else {
            throw .wrongLength(field: "chunk", expected: chunkCount, found: chunk)
        }
        let expected = byteCount(ofChunk: chunk)
        guard bytes.count == expected else {
            throw .wrongLength(field: "chunk bytes", expected: expected, found: bytes.count)
        }
    }
}
