internal import DureCore
internal import DurePrivacy

/// Messages 4 to 6: who survived, what opens the sum, and the sum.
extension RoundMember {
    mutating func receiveSurvivors(
        _ message: SignedMessage, known: U2, mask: MaskContext, header: SignedMessage
    ) throws -> [Action] {
        let list = try MessageList(parsing: message.body)
        let survivors = list.senders
        guard list.isSigned(by: context.roster, kind: .uploadHeader, sctx: context.sctx),
            Set(survivors).isSubset(of: known.members),
            survivors.count >= Int(context.plan.survivorCountMin)
        else { throw FederationError.attemptAbandoned(reason: .protocolBroken) }
        for other in list.messages {
            let upload = try UploadHeader(parsing: other.body)
            guard upload.mctx == mask.digest, upload.length == mask.length else {
                throw FederationError.attemptAbandoned(reason: .modelsDiffer)
            }
            if other.sender == number && other.body != header.body {
                throw FederationError.attemptAbandoned(reason: .protocolBroken)
            }
        }
        // Whoever is not in the sum does not open it either.
        guard survivors.contains(number) else {
            end()
            return []
        }
        let statement = SurvivorStatement(mctx: mask.digest, listHash: list.hash)
        phase = .signed(known, statement: statement, headers: list)
        return [
            .record(.signed(sctx: context.sctx, listHash: list.hash)),
            .send(try sign(.survivorSignature, statement.bytes)),
        ]
    }

    mutating func receiveSignatures(
        _ message: SignedMessage, known: U2, statement: SurvivorStatement, headers: MessageList
    ) throws -> [Action] {
        let survivors = headers.senders
        let list = try MessageList(parsing: message.body)
        guard list.messages.count >= Int(context.plan.threshold),
            Set(list.senders).isSubset(of: survivors),
            list.isSigned(by: context.roster, kind: .survivorSignature, sctx: context.sctx)
        else { throw FederationError.attemptAbandoned(reason: .tooFewSignatures) }
        for signature in list.messages {
            guard try SurvivorStatement(parsing: signature.body) == statement else {
                throw FederationError.attemptAbandoned(reason: .protocolBroken)
            }
        }
        var shares: [UInt32: [UInt8]] = [:]
        for owner in known.members {
            guard let held = known.held[owner] else { continue }
            shares[owner] =
                survivors.contains(owner) ? held.ofSelfSeed.bytes : held.ofMaskSecret.bytes
        }
        phase = .revealed(survivors: survivors, listHash: statement.listHash)
        secrets = nil
        evidence = RoundAudit.Evidence(
            context: context, advertListHash: known.advertListHash, adverts: known.adverts,
            heads: known.heads, headers: headers)
        return [
            .record(.released(round: context.plan.round)),
            .send(try sign(.reveal, Reveal(shares).bytes)),
        ]
    }

    mutating func receiveResult(
        _ message: SignedMessage, survivors: [UInt32], listHash: Digest
    ) throws -> [Action] {
        let result = try RoundResult(parsing: message.body)
        guard result.survivors == survivors, result.survivorListHash == listHash else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        end()
        return [.finished(result)]
    }
}
