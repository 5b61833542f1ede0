package import DureCore

/// Where the coordinator keeps masked uploads, chunk by chunk, so that one can be taken out of the
/// sum again and an auditor can ask for any of them.
///
/// Two attempts are kept apart at most: the one that runs and the one that was released last.
package protocol UploadSpool: Sendable {
    /// Keeps one chunk.
    func write(
        _ bytes: [UInt8], chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError)
    /// A chunk that was kept.
    func read(
        chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError) -> [UInt8]
    /// Forgets every attempt but that one.
    func clear(keeping attempt: Digest?) throws(StorageError)
}

/// The uploads of one attempt on the spool, with what proves each chunk.
struct UploadArchive: Sendable {
    let attempt: Digest
    let spool: any UploadSpool
    private(set) var leafHashes: [UInt32: [Digest]] = [:]

    init(attempt: Digest, spool: any UploadSpool) {
        self.attempt = attempt
        self.spool = spool
    }

    /// The uploads of members that a spool holds whole.
    init(
        reading members: [UInt32], byteCount: Int, attempt: Digest, spool: any UploadSpool
    ) throws {
        self.init(attempt: attempt, spool: spool)
        let size = WireMessage.chunkByteCountMax
        for member in members {
            leafHashes[member] = try (0..<(byteCount + size - 1) / size).map {
                MerkleTree.leafHash(try spool.read(chunk: $0, of: member, in: attempt))
            }
        }
    }

    /// How many chunks of that member are here.
    func chunkCount(of member: UInt32) -> Int { leafHashes[member]?.count ?? 0 }

    func root(of member: UInt32) -> Digest {
        MerkleTree.root(leafHashes: leafHashes[member] ?? [])
    }

    mutating func append(_ bytes: [UInt8], of member: UInt32) throws {
        let chunk = chunkCount(of: member)
        try spool.write(bytes, chunk: chunk, of: member, in: attempt)
        leafHashes[member, default: []].append(MerkleTree.leafHash(bytes))
    }

    func chunk(_ chunk: Int, of member: UInt32) throws -> [UInt8] {
        try spool.read(chunk: chunk, of: member, in: attempt)
    }

    func proof(ofChunk chunk: Int, of member: UInt32) -> [Digest] {
        MerkleTree.inclusionProof(leafHashes: leafHashes[member] ?? [], index: chunk)
    }

    mutating func remove(_ member: UInt32) {
        leafHashes[member] = nil
    }
}
