package import DureCore

/// One survivor's part of an audit: a chunk of what it uploaded, and what proves it.
package struct AuditPiece: Sendable, Hashable {
    /// The longest audit path: a vector has fewer than 2^20 chunks.
    package static let proofCountMax = 20

    /// The survivor's number.
    package let member: UInt32
    /// The chunk of its masked vector, at most 128 KiB.
    package let chunk: [UInt8]
    /// The audit path from the chunk to the root that the survivor signed.
    package let proof: [Digest]
    /// Its boxes for those who dropped; a recovered z opens the pair secret in them.
    package let parts: SharePartList

    /// A piece of those parts.
    package init(member: UInt32, chunk: [UInt8], proof: [Digest], parts: SharePartList) {
        self.member = member
        self.chunk = chunk
        self.proof = proof
        self.parts = parts
    }

    /// The piece as it travels.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(member)
        canonical.append(chunk)
        canonical.append(UInt32(proof.count))
        for node in proof { canonical.append(node) }
        canonical.append(parts.bytes)
        return canonical.bytes
    }

    /// Reads a piece.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        member = try reader.uint32("member")
        chunk = try reader.field("chunk", byteCountMax: WireMessage.chunkByteCountMax)
        var proof: [Digest] = []
        for _ in 0..<(try reader.count("proof", max: Self.proofCountMax)) {
            proof.append(try reader.digest("node"))
        }
        self.proof = proof
        parts = try SharePartList(
            parsing: reader.field("parts", byteCountMax: WireMessage.byteCountMax))
        try reader.finish()
    }
}
