internal import DureCore
internal import DurePrivacy

/// What closes a phase and opens the next.
extension RoundCoordinator {
    mutating func closeIfComplete() throws -> [Action] {
        // A quorum of signatures opens the sum; the rest need not be waited for.
        if case .reveals = phase, answers.count >= threshold, let actions = try recover() {
            return actions
        }
        guard !candidates.isEmpty, awaited.isEmpty else { return [] }
        let list = MessageList(answers.values)
        switch phase {
        case .adverts:
            guard answers.count >= threshold else { return try abandon(.tooFewMembers) }
            return try openShares(list)
        case .shares(let adverts):
            guard answers.count >= threshold else { return try abandon(.tooFewMembers) }
            return try openUploads(Shared(adverts: adverts, heads: list))
        case .uploads(let shared):
            return try closeUploads(shared, list)
        case .signatures(let uploaded):
            guard answers.count >= threshold else { return try abandon(.tooFewSignatures) }
            return try openReveals(uploaded, list)
        case .reveals:
            let liar = excluded.intersection(candidates).min()
            return try abandon(liar == nil ? .tooFewMembers : .badShare, liar)
        case .opening, .ended:
            return []
        }
    }

    var threshold: Int { Int(context.plan.threshold) }

    private mutating func openShares(_ list: MessageList) throws -> [Action] {
        phase = .shares(list)
        answers = [:]
        return [.send(try sign(.advertList, list.bytes), to: reachable(list.senders))]
    }

    private mutating func openUploads(_ shared: Shared) throws -> [Action] {
        phase = .uploads(shared)
        answers = [:]
        let message = try sign(.shareList, shared.heads.bytes)
        return reachable(shared.heads.senders).map { receiver in
            var delivery: [UInt32: SharePart] = [:]
            for (sender, list) in parts {
                if let part = list.parts[receiver] { delivery[sender] = part }
            }
            return .deliver(message, SharePartList(delivery), to: receiver)
        }
    }

    private mutating func closeUploads(_ shared: Shared, _ list: MessageList) throws -> [Action] {
        guard list.messages.count >= Int(context.plan.survivorCountMin) else {
            return try abandon(.tooFewMembers)
        }
        let headers = try list.messages.map { try UploadHeader(parsing: $0.body) }
        guard let first = headers.first,
            headers.allSatisfy({ $0.mctx == first.mctx && $0.length == first.length })
        else { return try abandon(.modelsDiffer) }
        let dropped = shared.heads.senders.filter { !list.senders.contains($0) }
        phase = .signatures(Uploaded(shared: shared, headers: list, mctx: first.mctx))
        answers = [:]
        let message = try sign(.survivorList, list.bytes)
        return dropped.map { .discardUpload(of: $0) }
            + [.send(message, to: reachable(shared.heads.senders))]
    }

    private mutating func openReveals(
        _ uploaded: Uploaded, _ list: MessageList
    ) throws -> [Action] {
        phase = .reveals(uploaded, list)
        answers = [:]
        return [.send(try sign(.signatureList, list.bytes), to: reachable(list.senders))]
    }

    func reachable(_ numbers: [UInt32]) -> [UInt32] {
        numbers.filter { !absent.contains($0) }
    }

    mutating func receiveBlame(_ message: SignedMessage) throws -> [Action] {
        guard case .uploads(let shared) = phase, canAnswer(message.sender) else { return [] }
        let blame = try Blame(parsing: message.body)
        // Nobody was sent a box by itself, nor by one that shared nothing.
        guard blame.accused != message.sender, shared.heads.senders.contains(blame.accused) else {
            return try exclude(message.sender)
        }
        accuser = message.sender
        return try abandon(.blame, blame.accused)
    }

    /// Whether a head fits U1 and its parts fit the head.
    func accepts(_ message: SignedMessage, _ list: SharePartList) throws -> Bool {
        guard case .shares(let adverts) = phase else { return false }
        let head = try ShareHead(parsing: message.body)
        guard head.advertListHash == adverts.hash,
            head.entries.map(\.receiver) == adverts.senders
        else { return false }
        return head.entries.allSatisfy { entry in
            entry.receiver == message.sender
                || list.parts[entry.receiver].map { Digest(of: $0.bytes) } == entry.partHash
        }
    }

    /// Whether the keys can be used; a list with one that cannot would stop everybody.
    func accepts(advert message: SignedMessage) throws -> Bool {
        let advert = try Advert(parsing: message.body)
        let known = try answers.values.map { try Advert(parsing: $0.body) }
        let keys = [advert.channelKey, advert.maskKey]
        let all = keys + known.flatMap { [$0.channelKey, $0.maskKey] }
        // A key to which nothing can be sealed is an answer: the advert does not count.
        return Set(all).count == all.count
            && keys.allSatisfy { (try? context.plan.suite.seal([], to: $0, info: [])) != nil }
    }

    func accepts(signature message: SignedMessage) throws -> Bool {
        guard case .signatures(let uploaded) = phase else { return false }
        return try SurvivorStatement(parsing: message.body)
            == SurvivorStatement(mctx: uploaded.mctx, listHash: uploaded.headers.hash)
    }
}
