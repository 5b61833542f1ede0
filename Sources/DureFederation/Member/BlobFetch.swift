internal import DureCore

/// A blob that is being fetched in chunks.
struct BlobFetch: Sendable {
    let reference: BlobReference
    private(set) var bytes: [UInt8] = []

    init(_ reference: BlobReference) {
        self.reference = reference
    }

    /// The next chunk to ask for.
    var nextChunk: UInt32 {
        UInt32(bytes.count / WireMessage.chunkByteCountMax)
    }

    /// Takes a chunk.
    ///
    /// - Returns: The whole blob once it is here and its hash is right.
    /// - Throws: ``FederationError/attemptAbandoned(reason:)`` where the hash is wrong.
    mutating func take(_ chunk: [UInt8], index: UInt32) throws -> [UInt8]? {
        let whole = Int(reference.byteCount)
        guard index == nextChunk, bytes.count + chunk.count <= whole else { return nil }
        bytes += chunk
        guard bytes.count == whole else { return nil }
        guard Digest(of: bytes) == reference.hash else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        return bytes
    }
}
