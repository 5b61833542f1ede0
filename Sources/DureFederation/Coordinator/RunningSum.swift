internal import DureCore
internal import DurePrivacy

/// The sum of the uploads of one attempt. Chunks are added as they arrive, so the memory it takes
/// does not grow with the number of members.
struct RunningSum: Sendable {
    /// What is known of one member's upload.
    private struct Upload: Sendable {
        let message: SignedMessage
        let header: UploadHeader
        var tree = MerkleAccumulator()
        var chunkCount = 0
    }

    private let spool: any UploadSpool
    private let length: Int
    private let wordSize: WordSize
    private(set) var sum: RingVector
    private var uploads: [UInt32: Upload] = [:]

    /// An empty sum of so many words.
    init(length: Int, wordSize: WordSize, spool: any UploadSpool) {
        self.spool = spool
        self.length = length
        self.wordSize = wordSize
        sum = RingVector(zeros: length, wordSize: wordSize)
    }

    /// Bytes taken from each member.
    var byteCounts: [UInt32: Int] {
        uploads.mapValues { min($0.chunkCount * RingVector.chunkByteCount, sum.byteCount) }
    }

    /// Takes a header and answers how many chunks are already here; nil where it does not fit.
    mutating func begin(_ message: SignedMessage) throws -> Int? {
        let header = try UploadHeader(parsing: message.body)
        guard header.length == length, header.wordSize == wordSize else { return nil }
        if let known = uploads[message.sender] {
            return known.header == header ? known.chunkCount : nil
        }
        uploads[message.sender] = Upload(message: message, header: header)
        return 0
    }

    /// Takes the next chunk of a member.
    ///
    /// - Returns: The upload's header once the last chunk has come and the root is right.
    mutating func add(
        _ bytes: [UInt8], chunk: Int, of member: UInt32
    ) throws -> Outcome {
        guard var upload = uploads[member], chunk == upload.chunkCount,
            chunk < sum.chunkCount, bytes.count == sum.byteCount(ofChunk: chunk)
        else { return .ignored }
        try spool.write(bytes, chunk: chunk, of: member)
        upload.tree.append(leafHash: MerkleTree.leafHash(bytes))
        upload.chunkCount += 1
        uploads[member] = upload
        try sum.add(bytes, atChunk: chunk)
        guard upload.chunkCount == sum.chunkCount else { return .more }
        guard upload.tree.root == upload.header.root else {
            try remove(member)
            return .wrongRoot
        }
        return .complete(upload.message)
    }

    /// What a chunk led to.
    enum Outcome {
        case ignored
        case more
        case complete(SignedMessage)
        case wrongRoot
    }

    /// Takes all chunks of a member out again.
    mutating func remove(_ member: UInt32) throws {
        guard let upload = uploads.removeValue(forKey: member) else { return }
        for chunk in 0..<upload.chunkCount {
            try sum.subtract(spool.read(chunk: chunk, of: member), atChunk: chunk)
        }
    }

    /// Takes the masks off.
    mutating func open(_ unmasking: RoundCoordinator.Unmasking) throws -> RingVector {
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
