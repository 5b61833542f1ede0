internal import DureCore
internal import DurePrivacy

/// Messages 1 and 2: adverts, shares and boxes.
extension RoundMember {
    mutating func receiveAdverts(
        _ message: SignedMessage, own: Advert,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let secrets else { return [] }
        let list = try MessageList(parsing: message.body)
        let adverts = try checkedAdverts(list, own: own)
        let holders = list.senders
        let threshold = Int(context.plan.threshold)
        let maskShares = try Shamir.split(
            secrets.maskSecret, threshold: threshold, holders: holders.map(Int.init),
            using: &generator)
        let selfShares = try Shamir.split(
            secrets.selfSeed, threshold: threshold, holders: holders.map(Int.init),
            using: &generator)
        var parts: [UInt32: SharePart] = [:]
        var entries: [ShareHead.Entry] = []
        for (position, receiver) in holders.enumerated() {
            let shares = HeldShares(
                ofMaskSecret: maskShares[position], ofSelfSeed: selfShares[position])
            let part = try makePart(
                shares, to: receiver, advert: adverts[receiver], listHash: list.hash)
            entries.append(entry(for: receiver, shares, part))
            if receiver != number { parts[receiver] = part }
        }
        guard let position = holders.firstIndex(of: number) else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        let ownShares = HeldShares(
            ofMaskSecret: maskShares[position], ofSelfSeed: selfShares[position])
        phase = .shared(U1(hash: list.hash, adverts: adverts, ownShares: ownShares))
        let head = ShareHead(advertListHash: list.hash, entries: entries)
        return [.sendShares(try sign(.shareHead, head.bytes), SharePartList(parts))]
    }

    /// U1 as the receiver must find it: signed by roster members, our own advert unchanged, no key
    /// twice, and enough of them.
    private func checkedAdverts(_ list: MessageList, own: Advert) throws -> [UInt32: Advert] {
        guard list.messages.count >= Int(context.plan.threshold),
            list.isSigned(by: context.roster, kind: .advert, sctx: context.sctx)
        else { throw FederationError.attemptAbandoned(reason: .protocolBroken) }
        var adverts: [UInt32: Advert] = [:]
        var keys: Set<[UInt8]> = []
        for message in list.messages {
            let advert = try Advert(parsing: message.body)
            guard keys.insert(advert.channelKey).inserted, keys.insert(advert.maskKey).inserted
            else { throw FederationError.attemptAbandoned(reason: .protocolBroken) }
            adverts[message.sender] = advert
        }
        guard adverts[number] == own else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        return adverts
    }

    private func makePart(
        _ shares: HeldShares, to receiver: UInt32, advert: Advert?, listHash: Digest
    ) throws -> SharePart {
        guard receiver != number, let advert, let secrets else {
            return SharePart(shareBox: [], pairBox: [])
        }
        let suite = context.plan.suite
        let shareBox = try suite.seal(
            shares.ofMaskSecret.bytes + shares.ofSelfSeed.bytes, to: advert.channelKey,
            info: context.boxInfo(
                advertListHash: listHash, from: number, to: receiver, kind: .shares))
        guard receiver > number else { return SharePart(shareBox: shareBox, pairBox: []) }
        let pair = AttemptSecrets.pairSecret(
            z: secrets.maskSecret, sctx: context.sctx, lower: Int(number), upper: Int(receiver))
        let pairBox = try suite.seal(
            pair.reveal(), to: advert.maskKey,
            info: context.boxInfo(
                advertListHash: listHash, from: number, to: receiver, kind: .pair))
        return SharePart(shareBox: shareBox, pairBox: pairBox)
    }

    private func entry(
        for receiver: UInt32, _ shares: HeldShares, _ part: SharePart
    ) -> ShareHead.Entry {
        ShareHead.Entry(
            receiver: receiver,
            maskShareDigest: digests(shares, from: number, to: receiver).ofMaskSecret,
            selfShareDigest: digests(shares, from: number, to: receiver).ofSelfSeed,
            partHash: Digest(of: part.bytes))
    }

    mutating func receiveShares(
        _ message: SignedMessage, parts: SharePartList?, known: U1
    ) throws -> [Action] {
        let list = try MessageList(parsing: message.body)
        guard let parts, list.messages.count >= Int(context.plan.threshold),
            list.senders.contains(number),
            list.isSigned(by: context.roster, kind: .shareHead, sctx: context.sctx),
            list.senders.allSatisfy({ known.adverts[$0] != nil })
        else { throw FederationError.attemptAbandoned(reason: .protocolBroken) }
        var held = [number: known.ownShares]
        var pairSecrets: [UInt32: PairSecret] = [:]
        for head in list.messages where head.sender != number {
            guard
                let opened = try open(head, part: parts.parts[head.sender], listHash: known.hash)
            else {
                end()
                return [.send(try sign(.blame, Blame(accused: head.sender).bytes))]
            }
            held[head.sender] = opened.shares
            pairSecrets[head.sender] = opened.pair
        }
        phase = .computing(
            U2(
                advertListHash: known.hash, hash: list.hash, adverts: known.adverts, heads: list,
                members: list.senders, held: held, pairSecrets: pairSecrets))
        return [.compute]
    }

    /// Opens what one member sent us; nil where the sender is to blame.
    ///
    /// - Throws: ``FederationError/attemptAbandoned(reason:)`` where the coordinator is: it
    ///   delivered another part than the sender signed.
    private func open(
        _ message: SignedMessage, part: SharePart?, listHash: Digest
    ) throws -> (shares: HeldShares, pair: PairSecret)? {
        let head = try ShareHead(parsing: message.body)
        let sender = message.sender
        guard let part, let entry = head.entry(for: number),
            entry.partHash == Digest(of: part.bytes), let secrets
        else { throw FederationError.attemptAbandoned(reason: .protocolBroken) }
        guard head.advertListHash == listHash else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        let shareInfo = context.boxInfo(
            advertListHash: listHash, from: sender, to: number, kind: .shares)
        let pairInfo = context.boxInfo(
            advertListHash: listHash, from: sender, to: number, kind: .pair)
        // A box that does not open is an answer: its sender is to blame.
        guard let plain = try? secrets.channel.open(part.shareBox, info: shareInfo).reveal(),
            plain.count == 2 * Reveal.shareByteCount
        else { return nil }
        let holder = Int(number)
        guard
            let maskShare = try? ShamirShare(
                holder: holder, bytes: Array(plain.prefix(Reveal.shareByteCount))),
            let selfShare = try? ShamirShare(
                holder: holder, bytes: Array(plain.suffix(Reveal.shareByteCount)))
        else { return nil }
        let shares = HeldShares(ofMaskSecret: maskShare, ofSelfSeed: selfShare)
        let found = digests(shares, from: sender, to: number)
        guard found.ofMaskSecret == entry.maskShareDigest,
            found.ofSelfSeed == entry.selfShareDigest
        else { return nil }
        if sender > number {
            let secret = AttemptSecrets.pairSecret(
                z: secrets.maskSecret, sctx: context.sctx, lower: Int(number), upper: Int(sender))
            return (shares, PairSecret(secret))
        }
        guard let pair = try? secrets.mask.open(part.pairBox, info: pairInfo),
            pair.count == AttemptSecrets.byteCount
        else { return nil }
        return (shares, PairSecret(pair))
    }

    private func digests(
        _ shares: HeldShares, from sender: UInt32, to receiver: UInt32
    ) -> (ofMaskSecret: Digest, ofSelfSeed: Digest) {
        func digest(_ share: ShamirShare, _ kind: ShareKind) -> Digest {
            AttemptSecrets.shareDigest(
                share, of: kind, from: Int(sender), to: Int(receiver), sctx: context.sctx)
        }
        return (digest(shares.ofMaskSecret, .pairing), digest(shares.ofSelfSeed, .own))
    }
}

/// A pair secret that several values may hold on to; wiped when the last lets go.
final class PairSecret: Sendable {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
