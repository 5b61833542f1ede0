package import DureCore

/// The proof that an entry is in a ledger, to be handed over with the entry and checked offline
/// (C2SP tlog-proof; the file's name ends in `.tlog-proof`).
package struct Receipt: Sendable, Hashable {
    /// The longest receipt, in bytes: a note, a proof and the longest entry.
    package static let byteCountMax = 200_000
    private static let hashCountMax = 63

    /// The entry's place in the ledger.
    package let index: Int
    /// The audit path, from the leaf's sibling up.
    package let proof: [Digest]
    /// The signed head, as the ledger wrote it.
    package let checkpoint: [UInt8]
    /// The entry, where it came along in the line `extra`; nothing vouches for it until
    /// ``verify(entry:key:)`` has been asked.
    package let entry: [UInt8]?

    init(index: Int, proof: [Digest], checkpoint: [UInt8], entry: [UInt8]?) {
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
        self.entry = entry
    }

    /// The receipt's text.
    package var bytes: [UInt8] {
        let extra = entry.map { ["extra \(Base64.encode($0))"] } ?? []
        let lines =
            [Self.header] + extra + ["index \(index)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
    }

    /// Reads a receipt.
    ///
    /// - Throws: ``LedgerError/receiptUnreadable``.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteCountMax,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .receiptUnreadable }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.header[...] else { throw .receiptUnreadable }
        var entry: [UInt8]?
        if let line = lines.first, line.hasPrefix("extra ") {
            entry = Base64.decode(String(line.dropFirst(6)))
            guard entry != nil else { throw .receiptUnreadable }
            lines.removeFirst()
        }
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
            index: index, proof: proof, checkpoint: Array(lines.joined(separator: "\n").utf8),
            entry: entry)
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
    /// The receipt of an entry, with the entry in it: under the newest head that witnesses have
    /// signed, or under the newest of all where that one is younger than the entry.
    package func receipt(index: Int) throws -> Receipt {
        let newest = try checkpoint()
        var head = newest
        if let witnessed = try witnessed(), index < witnessed.size, witnessed.size <= newest.size {
            head = witnessed
        }
        let proof = try inclusionProof(index: index, size: head.size, under: newest)
        let entry = try entries(index..<index + 1, under: newest)[0]
        return Receipt(index: index, proof: proof, checkpoint: head.note, entry: entry)
    }
}
