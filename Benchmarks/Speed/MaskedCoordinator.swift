import DureCore
import DureFederation
import DureNode
import DurePrivacy

/// The coordinator's process of a round of dure/sa1: the product's own machine, sum, spool and
/// outboxes, driven as its service drives them.
///
/// A round begins with the plan and the model on their way, and is over when every member holds
/// the sum and has checked its hash. What is measured is the job's work: one round, or as many as a
/// study takes.
actor MaskedCoordinator {
    private let job: RoundJob
    private let federation: BenchFederation
    private let storage: FileStorage
    private let spool: FileSpool
    private let work: any RoundWork
    private let study: Name
    private var outboxes: [UInt32: Outbox] = [:]
    private var machine: RoundCoordinator?
    private var sum: RunningSum?
    private var blobs: [Digest: [UInt8]] = [:]
    private var model: [UInt8]
    private var round: UInt32 = 0
    private var isWorkDone = false
    private var waiter: CheckedContinuation<Void, any Error>?
    private var meter = Meter()
    private var sumSeconds = 0.0
    private var doneCount = 0

    init(_ job: RoundJob, _ federation: BenchFederation) throws {
        self.job = job
        self.federation = federation
        storage = FileStorage(root: "\(job.folder)/coordinator")
        spool = FileSpool(home: storage)
        work = try job.work(member: 0)
        study = try Name("bench")
        model = work.start
    }

    /// Plays all rounds and says the figures.
    func coordinate(_ connections: [FrameConnection]) async throws {
        let roster = try federation.roster()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in connections {
                guard let number = roster.number(of: connection.peer.publicKey) else { continue }
                let outbox = Outbox()
                outboxes[number] = outbox
                group.addTask { try await outbox.write(to: connection) }
                group.addTask {
                    do {
                        while let frame = try await connection.next() {
                            try await self.receive(WireMessage(frame), from: number)
                        }
                        await self.finish(SpeedError.processFailed("member \(number)"))
                    } catch {
                        await self.finish(error)  // Where all is over there is nobody to tell.
                    }
                }
            }
            var figures = RoundFigures()
            try await playWork()
            let (whole, roundBefore) = (Meter(), round)
            for _ in 0..<job.roundCount {
                try await playWork()
                figures.walls.append(meter.wall)
                figures.sums.append(sumSeconds)
            }
            figures.cpu = whole.cpu
            figures.roundCount = Int(round - roundBefore)
            figures.memoryPeak = try Meter.memoryPeak()
            figures.say()
            for outbox in outboxes.values { outbox.post(.close) }
            group.cancelAll()
        }
    }

    private func playWork() async throws {
        meter = Meter()
        repeat { try await play() } while !isWorkDone
    }

    private func play() async throws {
        round += 1
        try await withCheckedThrowingContinuation { continuation in
            waiter = continuation
            do {
                try open()
            } catch {
                finish(error)
            }
        }
    }

    private func finish(_ error: (any Error)?) {
        guard let waiter else { return }
        self.waiter = nil
        if let error { waiter.resume(throwing: error) } else { waiter.resume() }
    }

    private func open() throws {
        doneCount = 0
        let context = try federation.context(round: round)
        try spool.clear(keeping: machine?.context.sctx)
        try storage.write(Array("attempt \(round)".utf8), to: "state.json")
        let blob = BlobReference(of: model)
        blobs = [blob.hash: model]
        let (machine, actions) = try RoundCoordinator.open(
            context, as: federation.authority.server.identity, absent: [],
            expected: RoundCoordinator.ExpectedUpload(
                modelHash: blob.hash, planHash: RoundJob.planHash, length: work.length,
                wordSize: work.wordSize))
        self.machine = machine
        sum = RunningSum(
            length: work.length, wordSize: work.wordSize, attempt: context.sctx, spool: spool)
        try carryOut(actions)
        for number in outboxes.keys.sorted() {
            send(.model(study: study, sctx: context.sctx, blob: blob), to: number)
        }
    }

    private func receive(_ message: WireMessage, from number: UInt32) {
        do {
            try take(message, from: number)
        } catch {
            finish(error)
        }
    }

    private func take(_ message: WireMessage, from number: UInt32) throws {
        switch message {
        case .fetch(let hash, let chunk):
            guard let bytes = blobs[hash] else { throw SpeedError.processFailed("blob") }
            outboxes[number]?.post(.blob(bytes, hash: hash, fromChunk: Int(chunk)))
        case .round(_, let signed) where signed.kind == .uploadHeader:
            guard let machine, machine.context.isAuthentic(signed),
                let count = try sum?.begin(signed)
            else { return }
            send(
                .uploadHave(study: study, sctx: signed.sctx, chunkCount: UInt32(count)),
                to: number)
        case .round(_, let signed):
            try carryOut(machine?.handle(signed) ?? [])
        case .shares(_, let signed, let parts):
            try carryOut(machine?.handle(signed, parts: parts) ?? [])
        case .uploadChunk(_, _, let index, let bytes):
            switch try sum?.add(bytes, chunk: Int(index), of: number) {
            case .complete(let header): try carryOut(machine?.uploaded(header) ?? [])
            case .more: break
            default: throw SpeedError.processFailed("upload")
            }
        case .audit:
            doneCount += 1
            if doneCount == job.memberCount { finish(nil) }
        default:
            throw SpeedError.processFailed("message \(message.code)")
        }
    }

    private func carryOut(_ actions: [RoundCoordinator.Action]) throws {
        for action in actions {
            switch action {
            case .send(let message, let numbers):
                if message.kind == .signatureList {
                    try storage.write(Array("releasing".utf8), to: "state.json")
                }
                for number in numbers { send(.round(study: study, message), to: number) }
            case .deliver(let message, let parts, let number):
                send(.shares(study: study, message, parts), to: number)
            case .open(let unmasking):
                try openSum(unmasking)
            case .released:
                break  // Comes of `opened(sumHash:)`.
            case .discardUpload, .abandoned:
                throw SpeedError.processFailed("round")
            }
        }
    }

    /// Takes the masks off, tells everybody, and makes the next model.
    private func openSum(_ unmasking: RoundCoordinator.Unmasking) throws {
        guard let opened = try sum?.open(unmasking) else { return }
        let bytes = opened.bytes
        let blob = BlobReference(of: bytes)
        blobs[blob.hash] = bytes
        guard
            case .released(let message, let result)? = try machine?.opened(sumHash: blob.hash)
                .first
        else { throw SpeedError.processFailed("release") }
        for number in result.survivors {
            send(.round(study: study, message), to: number)
            send(.sum(study: study, sctx: result.sumHash, blob: blob), to: number)
        }
        try storage.write(Array("released".utf8), to: "state.json")
        sumSeconds = meter.wall
        (model, isWorkDone) = try work.advance(model, with: opened)
    }

    private func send(_ message: WireMessage, to number: UInt32) {
        outboxes[number]?.post(.message(message))
    }
}
