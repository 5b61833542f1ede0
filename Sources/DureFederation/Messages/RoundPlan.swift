package import DureCore
package import DurePrivacy

/// Message 0: all that an attempt is bound to.
///
/// Its digest is `sctx` (protocol.md, 3.2).
package struct RoundPlan: Sendable, Hashable {
    /// How the boxes are sealed; fixed by the accord, never negotiated.
    package var suite: SecureAggregationSuite
    /// The federation's name.
    package var federation: Name
    /// SHA-256 of the accord that all members signed.
    package var accordHash: Digest
    /// The version of the federation's roster.
    package var rosterVersion: UInt32
    /// SHA-256 of the study's own roster: those who approved it.
    package var rosterHash: Digest
    /// The study's name.
    package var study: Name
    /// SHA-256 of the manifest's bytes.
    package var manifestHash: Digest
    /// From 1; every round releases at most once.
    package var round: UInt32
    /// From 1; a new attempt has new keys.
    package var attempt: UInt32
    /// Members on the study's roster.
    package var memberCount: UInt32
    /// Members that may collude with the coordinator.
    package var colludingCount: UInt32
    /// Sharing threshold and signature quorum.
    package var threshold: UInt32
    /// The fewest uploads that may be summed.
    package var survivorCountMin: UInt32
    /// The fingerprint of the coordinator's key.
    package var coordinator: Digest

    /// The graph of masks: 1 is the complete graph.
    package static let completeGraph: UInt32 = 1

    /// The canonical bytes whose SHA-256 is `sctx`; also the body of message 0.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes(label: "dure/sa1/sctx")
        canonical.append(suite.rawValue)
        canonical.append(federation.text)
        canonical.append(accordHash)
        canonical.append(rosterVersion)
        canonical.append(rosterHash)
        canonical.append(study.text)
        canonical.append(manifestHash)
        canonical.append(round)
        canonical.append(attempt)
        canonical.append(memberCount)
        canonical.append(colludingCount)
        canonical.append(threshold)
        canonical.append(survivorCountMin)
        canonical.append(Self.completeGraph)
        canonical.append(coordinator)
        return canonical.bytes
    }

    /// The set-up context of the attempt.
    package var sctx: Digest { Digest(of: bytes) }
}

extension RoundPlan {
    /// Reads the body of message 0.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 32) == "dure/sa1/sctx" else {
            throw .malformed(field: "label")
        }
        guard let suite = SecureAggregationSuite(rawValue: try reader.uint32("suite")) else {
            throw .malformed(field: "suite")
        }
        self.suite = suite
        federation = try Name(reader.text("federation", byteCountMax: Name.byteCountMax))
        accordHash = try reader.digest("accord")
        rosterVersion = try reader.uint32("roster version")
        rosterHash = try reader.digest("roster")
        study = try Name(reader.text("study", byteCountMax: Name.byteCountMax))
        manifestHash = try reader.digest("manifest")
        round = try reader.uint32("round")
        attempt = try reader.uint32("attempt")
        memberCount = try reader.uint32("members")
        colludingCount = try reader.uint32("colluding")
        threshold = try reader.uint32("threshold")
        survivorCountMin = try reader.uint32("survivors")
        guard try reader.uint32("graph") == Self.completeGraph else {
            throw .malformed(field: "graph")
        }
        coordinator = try reader.digest("coordinator")
        try reader.finish()
    }
}
