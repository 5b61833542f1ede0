package import DureCore

/// What a ledger asks of a witness: sign this head, which follows from the one you know (the body
/// of `add-checkpoint`, C2SP tlog-witness).
package struct WitnessRequest: Sendable, Hashable {
    /// The longest request, in bytes.
    package static let byteCountMax = 16_384
    private static let hashCountMax = 63

    /// The size of the head that the witness knows; 0 for none.
    package let oldSize: Int
    /// The proof that the tree of the old size is the beginning of the new one.
    package let proof: [Digest]
    /// The signed head.
    package let checkpoint: [UInt8]

    /// A request.
    package init(oldSize: Int, proof: [Digest], checkpoint: [UInt8]) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// The request's text.
    package var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
    }

    /// Reads a request; what it says is not checked yet.
    ///
    /// - Throws: ``LedgerError/requestUnreadable``.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteCountMax,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .requestUnreadable }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), first.hasPrefix("old "),
            let size = Int(first.dropFirst(4)), "old \(size)" == first,
            (0...Checkpoint.sizeMax).contains(size)
        else { throw .requestUnreadable }
        var proof: [Digest] = []
        while let line = lines.popFirst(), !line.isEmpty {
            // A digest of another length is no digest: that is all there is to say.
            guard proof.count < Self.hashCountMax, let hash = Base64.decode(String(line)),
                let digest = try? Digest(bytes: hash)
            else { throw .requestUnreadable }
            proof.append(digest)
        }
        guard !lines.isEmpty else { throw .requestUnreadable }
        self.init(
            oldSize: size, proof: proof, checkpoint: Array(lines.joined(separator: "\n").utf8))
    }
}

extension LedgerReader {
    /// The request by which a witness that knows the head of that size signs the newest.
    ///
    /// - Parameter oldSize: A size beyond the newest is taken for 0: the witness then says what it
    ///   knows.
    package func witnessRequest(from oldSize: Int) throws -> WitnessRequest {
        let head = try checkpoint()
        let old = (0...head.size).contains(oldSize) ? oldSize : 0
        let proof =
            old == 0 || old == head.size
            ? [] : try consistencyProof(first: old, second: head.size, under: head)
        return WitnessRequest(oldSize: old, proof: proof, checkpoint: head.bare(of: key).note)
    }
}
