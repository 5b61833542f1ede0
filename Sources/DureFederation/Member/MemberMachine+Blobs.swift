internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// Models and sums, fetched chunk by chunk; and the end of a round.
extension MemberMachine {
    mutating func fetch(_ blob: BlobReference, _ kind: AttemptBlob) -> [Action] {
        switch kind {
        case .model:
            guard attempt?.model == nil, blob.byteCount <= ModelState.byteCountMax else {
                return []
            }
            if attempt?.modelFetch?.reference != blob { attempt?.modelFetch = BlobFetch(blob) }
            let from = attempt?.modelFetch?.nextChunk ?? 0
            return [.send(.fetch(blob: blob.hash, fromChunk: from))]
        case .sum:
            guard attempt?.sumFetch?.reference == blob else { return [] }
            return refetchSum()
        }
    }

    mutating func receiveChunk(
        _ hash: Digest, index: UInt32, bytes: [UInt8],
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        do {
            if attempt?.modelFetch?.reference.hash == hash {
                guard let model = try attempt?.modelFetch?.take(bytes, index: index) else {
                    return []
                }
                attempt?.model = model
                attempt?.modelFetch = nil
                return try contribute(using: &generator)
            }
            if attempt?.sumFetch?.reference.hash == hash {
                guard let sum = try attempt?.sumFetch?.take(bytes, index: index) else {
                    return []
                }
                return try finishRound(sum, using: &generator)
            }
        } catch let FederationError.attemptAbandoned(reason) {
            return try giveUpSum(reason: reason.rawValue, using: &generator)
        }
        return []
    }

    /// The sum is here: this node advances the model itself, so that the next model cannot be
    /// another than what follows.
    private mutating func finishRound(
        _ bytes: [UInt8], using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let current = attempt, let result = current.result,
            let modelBytes = current.model
        else { return [] }
        // The size was checked with the hash, and the model when it was computed with.
        let words = try RingVector(bytes: bytes, wordSize: current.plan.wordSize)
        let model = try ModelState(canonicalBytes: modelBytes)
        let sum = try current.plan.decode(words, at: model)
        let next: Digest? =
            switch current.plan.algorithm.checkedAdvance(
                model, with: sum, survivors: result.survivors.count)
            {
            case .next(let next), .finished(let next, _): next.digest
            case .failed: nil
            }
        try door.record(
            "study.round.released", object: Digest(of: result.bytes),
            details: [
                "study": .string(current.study.text),
                "round": .integer(Int64(current.context.plan.round)),
                "survivors": .integer(Int64(result.survivors.count)),
                "sum": .string(result.sumHash.hex),
            ])
        attempt = nil
        var actions: [Action] = [
            .progress(.released(study: current.study, round: current.context.plan.round))
        ]
        actions += try beginAudit(
            current, result: result, sum: words, next: next, using: &generator)
        for message in current.waiting { actions += try receive(message, using: &generator) }
        return actions
    }

    /// Asks again for a sum that a lost stream cut off.
    func refetchSum() -> [Action] {
        guard let fetch = attempt?.sumFetch else { return [] }
        return [.send(.fetch(blob: fetch.reference.hash, fromChunk: fetch.nextChunk))]
    }

    /// The model or the sum is not to be had.
    ///
    /// Without the sum this node cannot check the next model itself: it takes it on the word of
    /// other members, or not at all.
    mutating func giveUpSum(
        reason: String = "sum-missed", using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let current = attempt else { return [] }
        var actions = try leaveAttempt(reason: reason)
        for message in current.waiting { actions += try receive(message, using: &generator) }
        return actions
    }
}
