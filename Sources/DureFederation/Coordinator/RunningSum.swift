package import DureCore
package import DurePrivacy

/// The sum of the uploads of one attempt.
///
/// Chunks are added as they arrive, so the memory it takes does not grow with the number of
/// members.
package struct RunningSum: Sendable {
    /// What is known of one member's upload.
    private struct Upload: Sendable {
        let message: SignedMessage
        let header: UploadHeader
    }

    private let length: Int
    private let wordSize: WordSize
    private(set) var sum: RingVector
    private var uploads: [UInt32: Upload] = [:]
    private(set) var archive: UploadArchive

    /// An empty sum of so many words.
    package init(length: Int, wordSize: WordSize, attempt: Digest, spool: any UploadSpool) {
        archive = UploadArchive(attempt: attempt, spool: spool)
        self.length = length
        self.wordSize = wordSize
        sum = RingVector(zeros: length, wordSize: wordSize)
    }

    /// Bytes taken from each member.
    var byteCounts: [UInt32: Int] {
        archive.leafHashes.mapValues { min($0.count * RingVector.chunkByteCount, sum.byteCount) }
    }

    /// Chunks taken from that member.
    func chunkCount(of member: UInt32) -> Int { archive.chunkCount(of: member) }

    /// Takes a header and answers how many chunks are already here; nil where it does not fit.
    package mutating func begin(_ message: SignedMessage) throws -> Int? {
        let header = try UploadHeader(parsing: message.body)
        guard header.length == length, header.wordSize == wordSize else { return nil }
        if let known = uploads[message.sender] {
            return known.header == header ? chunkCount(of: message.sender) : nil
        }
        uploads[message.sender] = Upload(message: message, header: header)
        return 0
    }

    /// Takes the next chunk of a member.
    ///
    /// - Returns: The upload's header once the last chunk has come and the root is right.
    package mutating func add(
        _ bytes: [UInt8], chunk: Int, of member: UInt32
    ) throws -> Outcome {
        guard let upload = uploads[member], chunk == chunkCount(of: member),
            chunk < sum.chunkCount, bytes.count == sum.byteCount(ofChunk: chunk)
        else { return .ignored }
        try archive.append(bytes, of: member)
        try sum.add(bytes, atChunk: chunk)
        guard chunkCount(of: member) == sum.chunkCount else { return .more }
        guard archive.root(of: member) == upload.header.root else {
            try remove(member)
            return .wrongRoot
        }
        return .complete(upload.message)
    }

    /// What a chunk led to.
    package enum Outcome {
        /// It was not the next one.
        case ignored
        /// Others are to follow.
        case more
        /// It was the last, and the root is right: the upload's header.
        case complete(SignedMessage)
        /// It was the last, and the upload is out of the sum again.
        case wrongRoot
    }

    /// Takes all chunks of a member out again.
    package mutating func remove(_ member: UInt32) throws {
        uploads[member] = nil
        for chunk in 0..<chunkCount(of: member) {
            try sum.subtract(archive.chunk(chunk, of: member), atChunk: chunk)
        }
        archive.remove(member)
    }

    /// Takes the masks off.
    package mutating func open(_ unmasking: RoundCoordinator.Unmasking) throws -> RingVector {
        let own = unmasking.selfSeeds.sorted { $0.key < $1.key }.map { _, seed in
            MaskStream(
                key: AttemptSecrets.selfKey(b: SecretBytes(seed), mctx: unmasking.mctx))
        }
        let dangling = unmasking.pairs.map { pair in
            DanglingMask(
                survivor: Int(pair.survivor), dropped: Int(pair.dropped),
                stream: MaskStream(
                    key: AttemptSecrets.pairKey(
                        pairSecret: SecretBytes(pair.secret), mctx: unmasking.mctx)))
        }
        try sum.apply(Masking.unmasks(survivors: own, dangling: dangling))
        return sum
    }
}
