package import DureCore
internal import DurePrivacy

/// Message 5 and after: from shares to secrets to the masks that must come off.
extension RoundCoordinator {
    /// Checks each share of a reveal against the digest that its owner signed.
    func accepts(reveal message: SignedMessage) throws -> Bool {
        guard case .reveals(let uploaded, _) = phase else { return false }
        let reveal = try Reveal(parsing: message.body)
        let owners = uploaded.shared.heads.senders
        guard reveal.shares.keys.sorted() == owners else { return false }
        for headMessage in uploaded.shared.heads.messages {
            let head = try ShareHead(parsing: headMessage.body)
            let owner = headMessage.sender
            guard let share = reveal.shares[owner], let entry = head.entry(for: message.sender)
            else { return false }
            let survived = uploaded.headers.senders.contains(owner)
            guard let share = try? ShamirShare(holder: Int(message.sender), bytes: share) else {
                return false  // A share that cannot be read is a bad share.
            }
            let digest = AttemptSecrets.shareDigest(
                share, of: survived ? .own : .pairing, from: Int(owner),
                to: Int(message.sender), sctx: context.sctx)
            guard digest == (survived ? entry.selfShareDigest : entry.maskShareDigest) else {
                return false
            }
        }
        return true
    }

    /// Recovers every secret from the reveals so far; nil where they are not enough.
    mutating func recover() throws -> [Action]? {
        guard case .reveals(let uploaded, let signatures) = phase else { return nil }
        let survivors = uploaded.headers.senders
        let holders = answers.keys.sorted().prefix(threshold)
        let weights = try ShamirWeights(holders: holders.map(Int.init))
        var seeds: [UInt32: [UInt8]] = [:]
        var dropped: [UInt32: [UInt8]] = [:]
        for owner in uploaded.shared.heads.senders {
            // Shares that fit their digests but not each other are the owner's doing.
            guard let secret = try? weights.secret(from: shares(of: owner, at: holders)).reveal(),
                try isPromised(secret, owner: owner, survived: survivors.contains(owner))
            else {
                return try abandon(.badShare, owner)
            }
            if survivors.contains(owner) {
                seeds[owner] = secret
            } else {
                dropped[owner] = secret
            }
        }
        let pairs: [PairMask]
        switch try pairMasks(survivors: survivors, dropped: dropped) {
        case .masks(let masks): pairs = masks
        // Its signed head names the box, and the key that does not open it has proved itself
        // right: its sender made it so, whether or not the receiver kept silent.
        case .badBox(let sender): return try abandon(.badShare, sender)
        case nil: return nil
        }
        let unmasking = Unmasking(mctx: uploaded.mctx, selfSeeds: seeds, pairs: pairs)
        phase = .opening(uploaded, signatures, unmasking, dropped: dropped)
        answers = [:]
        return [.open(unmasking)]
    }

    private func shares(
        of owner: UInt32, at holders: some Sequence<UInt32>
    ) throws -> [ShamirShare] {
        try holders.compactMap { holder in
            guard let message = answers[holder],
                let share = try Reveal(parsing: message.body).shares[owner]
            else { return nil }
            return try ShamirShare(holder: Int(holder), bytes: share)
        }
    }

    /// Whether a recovered secret is what its owner committed to in its advert.
    private func isPromised(_ secret: [UInt8], owner: UInt32, survived: Bool) throws -> Bool {
        guard case .reveals(let uploaded, _) = phase,
            let message = uploaded.shared.adverts.messages.first(where: { $0.sender == owner })
        else { return false }
        let advert = try Advert(parsing: message.body)
        if survived {
            let commitment = AttemptSecrets.commitment(
                b: SecretBytes(secret), sctx: context.sctx, member: Int(owner))
            return commitment == advert.commitment
        }
        let seed = AttemptSecrets.maskKeySeed(z: SecretBytes(secret), sctx: context.sctx)
        return try context.plan.suite.keyPair(seed: seed).publicKey == advert.maskKey
    }

    /// The pair secrets between survivors and dropped members: from the dropped member's z where
    /// it has the lower number, else from the survivor's box, which z opens.
    private func pairMasks(
        survivors: [UInt32], dropped: [UInt32: [UInt8]]
    ) throws -> PairMasks? {
        guard case .reveals(let uploaded, _) = phase else { return nil }
        var masks: [PairMask] = []
        for (lost, secret) in dropped.sorted(by: { $0.key < $1.key }) {
            let maskSecret = SecretBytes(secret)
            let pair = try context.plan.suite.keyPair(
                seed: AttemptSecrets.maskKeySeed(z: maskSecret, sctx: context.sctx))
            for survivor in survivors {
                if lost < survivor {
                    let secret = AttemptSecrets.pairSecret(
                        z: maskSecret, sctx: context.sctx, lower: Int(lost),
                        upper: Int(survivor))
                    masks.append(
                        PairMask(survivor: survivor, dropped: lost, secret: secret.reveal()))
                    continue
                }
                let info = context.boxInfo(
                    advertListHash: uploaded.shared.adverts.hash, from: survivor, to: lost,
                    kind: .pair)
                // One that does not open is an answer: its sender is to blame.
                guard let box = parts[survivor]?.parts[lost]?.pairBox,
                    let opened = try? pair.open(box, info: info).reveal(),
                    opened.count == AttemptSecrets.byteCount
                else { return .badBox(of: survivor) }
                masks.append(PairMask(survivor: survivor, dropped: lost, secret: opened))
            }
        }
        return .masks(masks)
    }

    private enum PairMasks {
        case masks([PairMask])
        case badBox(of: UInt32)
    }

    /// Takes the hash of the opened sum and closes the round.
    package mutating func opened(sumHash: Digest) throws -> [Action] {
        guard case .opening(let uploaded, let signatures, let unmasking, let dropped) = phase
        else { return [] }
        let result = RoundResult(
            survivorListHash: uploaded.headers.hash, signatureListHash: signatures.hash,
            survivors: uploaded.headers.senders, sumHash: sumHash,
            selfSeeds: unmasking.selfSeeds, droppedSecrets: dropped)
        let pairBoxes = parts.filter { result.survivors.contains($0.key) }.mapValues { list in
            SharePartList(list.parts.filter { dropped[$0.key] != nil })
        }
        evidence = Evidence(headers: uploaded.headers, parts: pairBoxes)
        phase = .ended
        parts = [:]
        return [.released(try sign(.result, result.bytes), result)]
    }
}
