import DureCore
import DureFederation
import DureLearning
import DurePrivacy

/// Derived values for fixed inputs: hashes, contexts, keys and promises of `sa1.md`.
extension WireSamples {
    struct Derived {
        let name: String
        let input: String
        let output: [UInt8]
    }

    func derived() throws -> [Derived] {
        try federationHashes() + contexts() + secrets()
    }

    private func federationHashes() throws -> [Derived] {
        let manifest = try StudyManifest(parsing: Self.manifest)
        let plan = try StudyPlan(
            manifest: manifest, manifestHash: Digest(of: Self.manifest), memberCount: 3,
            federationCount: 3)
        let model = ModelState(
            algorithm: "sample", round: 2, coefficients: [1, -0.5], memory: [0.25])
        func of(_ name: String, _ bytes: [UInt8], _ output: Digest) -> Derived {
            Derived(name: name, input: Hex.encode(bytes), output: output.bytes)
        }
        return [
            of("accord-hash", Self.accord, roster.accordHash),
            of("roster-hash", roster.bytes, roster.hash),
            of("fingerprint", coordinator.publicKey.x963, coordinator.publicKey.fingerprint),
            Derived(
                name: "study-roster-hash", input: "the members of the roster above",
                output: context.roster.hash.bytes),
            of("manifest-hash", Self.manifest, Digest(of: Self.manifest)),
            Derived(
                name: "plan-hash", input: "the manifest above with n=3, 3 in the federation",
                output: plan.hash.bytes),
            of("model-hash", model.canonicalBytes, model.digest),
        ]
    }

    private func contexts() throws -> [Derived] {
        let mask = MaskContext(
            sctx: sctx, advertListHash: Self.digest("U1"), shareListHash: Self.digest("U2"),
            modelHash: Self.digest("model"), planHash: Self.digest("plan"), length: 5,
            wordSize: .w64)
        let info = context.boxInfo(
            advertListHash: Self.digest("U1"), from: 1, to: 2, kind: .pair)
        return [
            Derived(name: "sctx", input: Hex.encode(context.plan.bytes), output: sctx.bytes),
            Derived(
                name: "mctx",
                input: "sctx above; H of the texts U1, U2, model, plan; length=5 wordSize=8",
                output: mask.digest.bytes),
            Derived(
                name: "box-info", input: "sctx above; H of the text U1; i=1 j=2 kind=2",
                output: info),
            Derived(
                name: "list-hash", input: Hex.encode(MessageList([]).bytes),
                output: MessageList([]).hash.bytes),
        ]
    }

    private func secrets() throws -> [Derived] {
        let z = SecretBytes(Self.bytes(32))
        let b = SecretBytes(Self.bytes(32, from: 32))
        let mctx = Self.digest("mctx")
        let seed = AttemptSecrets.maskKeySeed(z: z, sctx: sctx)
        let pair = AttemptSecrets.pairSecret(z: z, sctx: sctx, lower: 1, upper: 2)
        let share = try ShamirShare(
            holder: 2, bytes: Self.bytes(40).map { $0 % 16 })
        func digest(_ kind: ShareKind) -> [UInt8] {
            AttemptSecrets.shareDigest(share, of: kind, from: 1, to: 2, sctx: sctx).bytes
        }
        let from = "z = 00 01 … 1f, sctx above"
        let shared = "share = \(Hex.encode(share.bytes)), sctx above, i=1 j=2"
        return [
            Derived(name: "mask-key-seed", input: from, output: seed.reveal()),
            Derived(
                name: "mask-key-suite-1", input: "public key of the seed above",
                output: try SecureAggregationSuite.x25519.keyPair(seed: seed).publicKey),
            Derived(
                name: "mask-key-suite-2", input: "public key of the seed above",
                output: try SecureAggregationSuite.xWing.keyPair(seed: seed).publicKey),
            Derived(name: "pair-secret", input: from + ", i=1 j=2", output: pair.reveal()),
            Derived(
                name: "pair-key", input: "the pair secret above, mctx = H of the text mctx",
                output: AttemptSecrets.pairKey(pairSecret: pair, mctx: mctx).reveal()),
            Derived(
                name: "self-key", input: "b = 20 21 … 3f, mctx = H of the text mctx",
                output: AttemptSecrets.selfKey(b: b, mctx: mctx).reveal()),
            Derived(
                name: "commitment", input: "b = 20 21 … 3f, sctx above, i=1",
                output: AttemptSecrets.commitment(b: b, sctx: sctx, member: 1).bytes),
            Derived(name: "share-digest-z", input: shared, output: digest(.pairing)),
            Derived(name: "share-digest-b", input: shared, output: digest(.own)),
        ]
    }
}
