import DureCore
import DureFederation
import DureNode
import DurePrivacy

/// A member's process of a round of dure/sa1: the product's own machine, with its records on disk
/// before anything leaves.
struct MaskedMember {
    private let job: RoundJob
    private let federation: BenchFederation
    private let storage: FileStorage
    private let identity: NodeIdentity
    private let work: any RoundWork
    private let study: Name
    private let outbox = Outbox()
    private var generator = SystemSecureGenerator()
    private var machine: RoundMember?
    private var model = Fetch()
    private var sum = Fetch()
    private var wantsUpdate = false
    private var update: MaskedUpdate?
    private var meter = Meter()
    private var sentBefore: Int64 = 0
    private var roundCount = 0

    /// A blob on its way.
    private struct Fetch {
        var blob: BlobReference?
        var bytes: [UInt8] = []
        var isWhole: Bool { blob.map { Int($0.byteCount) == bytes.count } ?? false }
    }

    init(_ job: RoundJob, _ federation: BenchFederation, member: Int) throws {
        self.job = job
        self.federation = federation
        identity = federation.members[member].identity
        storage = FileStorage(root: "\(job.folder)/member-\(member)")
        work = try job.work(member: member)
        study = try Name("bench")
    }

    /// Takes part until the coordinator ends the stream, and says what it cost.
    mutating func takePart(_ connection: FrameConnection) async throws {
        let outbox = outbox
        let writer = Task { try await outbox.write(to: connection) }
        defer { writer.cancel() }
        while let frame = try await connection.next() {
            let message = try WireMessage(frame)
            if case .round(_, let signed) = message, signed.kind == .plan {
                roundCount += 1
                if roundCount == 2 {
                    // What went before was to warm up.
                    (meter, sentBefore) = (Meter(), connection.bytesSent)
                }
            }
            try take(message)
        }
        StandardStreams.out(
            JSONValue.object([
                "cpu": .number(meter.cpu / Double(roundCount - 1)),
                "sent": .integer((connection.bytesSent - sentBefore) / Int64(roundCount - 1)),
            ]).canonicalText)
    }

    private mutating func take(_ message: WireMessage) throws {
        switch message {
        case .round(_, let signed) where signed.kind == .plan: try join(signed)
        case .round(_, let signed):
            let actions = try machine?.handle(signed, using: &generator) ?? []
            try carryOut(actions)
        case .shares(_, let signed, let parts):
            let actions = try machine?.handle(signed, parts: parts, using: &generator) ?? []
            try carryOut(actions)
        case .model(_, _, let blob):
            model = Fetch(blob: blob)
            post(.fetch(blob: blob.hash, fromChunk: 0))
        case .chunk(let hash, _, let bytes): try take(bytes, of: hash)
        case .uploadHave(_, let sctx, let count):
            guard let update else { return }
            outbox.post(
                .upload(study: study, sctx: sctx, update, fromChunk: Int(count)))
        case .sum: break  // It is known by its hash, from the result.
        default: throw SpeedError.processFailed("message \(message.code)")
        }
    }

    private mutating func join(_ signed: SignedMessage) throws {
        let plan = try RoundPlan(parsing: signed.body)
        let context = try federation.context(round: plan.round)
        guard context.isAuthentic(signed) else { throw SpeedError.processFailed("plan") }
        (wantsUpdate, update, model, sum) = (false, nil, Fetch(), Fetch())
        let (machine, actions) = try RoundMember.join(context, as: identity, using: &generator)
        self.machine = machine
        try carryOut(actions)
    }

    private mutating func take(_ bytes: [UInt8], of hash: Digest) throws {
        if model.blob?.hash == hash {
            model.bytes += bytes
            guard model.isWhole else { return }
            guard Digest(of: model.bytes) == hash else { throw SpeedError.wrongSum }
            try upload()
        } else if sum.blob?.hash == hash {
            sum.bytes += bytes
            guard sum.isWhole else { return }
            guard Digest(of: sum.bytes) == hash, let machine else { throw SpeedError.wrongSum }
            let words = try RingVector(bytes: sum.bytes, wordSize: work.wordSize)
            // A member finds the next model by itself, as the coordinator does.
            _ = try work.advance(model.bytes, with: words)
            try storage.write(Array("round over".utf8), to: "journal.json")
            post(.audit(study: study, sctx: machine.context.sctx, chunk: 0))
        }
    }

    private mutating func upload() throws {
        guard wantsUpdate, model.isWhole, let blob = model.blob else { return }
        let noised = try work.update(from: model.bytes, using: &generator)
        let actions = try machine?.upload(
            noised, modelHash: blob.hash, planHash: RoundJob.planHash)
        try carryOut(actions ?? [])
    }

    private mutating func carryOut(_ actions: [RoundMember.Action]) throws {
        for action in actions {
            switch action {
            case .record(let record):
                try storage.write(Array("\(record)".utf8), to: "journal.json")
            case .send(let message): post(.round(study: study, message))
            case .sendShares(let message, let parts): post(.shares(study: study, message, parts))
            case .compute:
                wantsUpdate = true
                try upload()
            case .upload(let message, let update):
                self.update = update
                post(.round(study: study, message))
            case .finished(let result):
                let blob = BlobReference(
                    hash: result.sumHash,
                    byteCount: UInt32(work.length * work.wordSize.byteCount))
                sum = Fetch(blob: blob)
                post(.fetch(blob: blob.hash, fromChunk: 0))
            }
        }
    }

    private func post(_ message: WireMessage) {
        outbox.post(.message(message))
    }
}
