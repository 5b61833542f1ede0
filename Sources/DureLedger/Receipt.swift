package import DureCore

/// The proof that an entry is in a ledger, to be handed over with the entry and checked offline
/// (C2SP tlog-proof; the file's name ends in `.tlog-proof`).
package struct Receipt: Sendable, Hashable {
    /// The longest receipt, in bytes.
    package static let byteCountMax = 110_000
    private static let hashCountMax = 63

    /// The entry's place in the ledger.
    package let index: Int
    /// The audit path, from the leaf's sibling up.
    package let proof: [Digest]
    /// The signed head, as the ledger wrote it.
    package let checkpoint: [UInt8]

    init(index: Int, proof: [Digest], checkpoint: [UInt8]) {
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// The receipt's text.
    package var bytes: [UInt8] {
        let lines = [Self.header, "index \(index)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
    }

    /// Reads a receipt; a line `extra`, which nothing vouches for, is left aside.
    ///
    /// - Throws: ``LedgerError/receiptUnreadable``.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteCountMax,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .receiptUnreadable }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.header[...] else { throw .receiptUnreadable }
        if lines.first?.hasPrefix("extra ") == true { lines.removeFirst() }
        guard let line = lines.popFirst(), line.hasPrefix("index "),
            let index = Int(line.dropFirst(6)), index >= 0, "index \(index)" == line
        else { throw .receiptUnreadable }
        var proof: [Digest] = []
        while let line = lines.popFirst(), !line.isEmpty {
            // A digest of another length is no digest: that is all there is to say.
            guard proof.count < Self.hashCountMax, let hash = Base64.decode(String(line)),
                let digest = try? Digest(bytes: hash)
            else { throw .receiptUnreadable }
            proof.append(digest)
        }
        self.init(
            index: index, proof: proof, checkpoint: Array(lines.joined(separator: "\n").utf8))
    }

    private static let header = "c2sp.org/tlog-proof@v1"

    /// Checks that the entry is in the ledger of this key.
    ///
    /// - Returns: The signed head under which it is.
    /// - Throws: ``LedgerError``; ``LedgerError/receiptUnreadable`` also where the path does not
    ///   lead from this entry to the root.
    package func verify(entry: [UInt8], key: VerifierKey) throws(LedgerError) -> Checkpoint {
        let head = try Checkpoint(parsing: checkpoint, key: key)
        let isIn = MerkleTree.verifyInclusion(
            leafHash: MerkleTree.leafHash(entry), index: index, treeSize: head.size, proof: proof,
            root: head.root)
        guard isIn else { throw .receiptUnreadable }
        return head
    }
}

extension LedgerReader {
    /// The receipt of an entry under the newest head.
    package func receipt(index: Int) throws -> Receipt {
        let head = try checkpoint()
        let proof = try inclusionProof(index: index, size: head.size, under: head)
        return Receipt(index: index, proof: proof, checkpoint: head.note)
    }
}
