import DureCore
import DureFederation
import DureLearning
import DurePrivacy

/// What must hold at every message that leaves a member.
extension SimulatedFederation {
    mutating func check(_ message: WireMessage, from position: Int) {
        guard case .round(_, let signed) = message,
            let plan = plans.last(where: { $0.sctx == signed.sctx })
        else { return }
        let node = members[position]
        func requireEvent(_ action: String) {
            if !node.disk.events.contains(where: { $0.action == action }) {
                violations.append("m\(position): \(signed.kind) before \(action)")
            }
        }
        switch signed.kind {
        case .uploadHeader:
            requireEvent("study.upload")
            if !node.door.charges.contains("sim/\(plan.round)") {
                violations.append("m\(position): round \(plan.round) uncharged")
            }
        case .reveal:
            requireEvent("study.shares.released")
        default: break
        }
    }
}

/// What must hold at the end of every run.
enum SimulationChecks {
    /// A member begins an attempt once, signs one list in it, lets the shares of a round go once;
    /// every round that was released is charged at each survivor, and has enough of them.
    static func releases(
        in federation: SimulatedFederation, state: JSONValue
    ) throws -> [String] {
        var violations = try messages(in: federation)
        let names = state["members"]?.elements?.compactMap(\.text) ?? []
        for round in state["rounds"]?.elements ?? [] {
            let number = round["round"]?.int ?? 0
            let survivors = round["survivors"]?.elements?.compactMap(\.text) ?? []
            let least = try Thresholds(memberCount: names.count).survivorsMin
            if survivors.count < least { violations.append("round \(number): too few") }
            for (position, node) in federation.members.enumerated()
            where survivors.contains("m\(position)") {
                if !node.door.charges.contains("sim/\(number)") {
                    violations.append("m\(position): released round \(number) uncharged")
                }
            }
            let released = federation.coordinatorDisk.events.contains {
                $0.action == "study.round.released" && $0.details["round"]?.int == number
            }
            if !released { violations.append("round \(number): not in the ledger") }
        }
        for (position, node) in federation.members.enumerated()
        where node.door.charges.count > SimulatedScenario.roundCountMax {
            violations.append("m\(position): charged for more rounds than promised")
        }
        return violations
    }

    private struct Key: Hashable {
        let member: Int
        let kind: MessageKind
        let context: String
    }

    private static func messages(in federation: SimulatedFederation) throws -> [String] {
        var rounds: [Digest: UInt32] = [:]
        for plan in federation.plans { rounds[plan.sctx] = plan.round }
        var bodies: [Key: Set<[UInt8]>] = [:]
        var shares: [String: Set<[UInt8]>] = [:]
        for (member, message) in federation.sent {
            guard case .round(_, let signed) = message else { continue }
            var context = signed.sctx.hex
            if signed.kind == .reveal {
                context = "round \(rounds[signed.sctx] ?? 0)"
                for (owner, share) in try Reveal(parsing: signed.body).shares {
                    shares["m\(member) \(signed.sctx) \(owner)", default: []].insert(share)
                }
            }
            bodies[Key(member: member, kind: signed.kind, context: context), default: []]
                .insert(signed.body)
        }
        let once: Set<MessageKind> = [.advert, .uploadHeader, .survivorSignature, .reveal]
        return bodies.filter { once.contains($0.key.kind) && $0.value.count > 1 }
            .map { "m\($0.key.member): \($0.key.kind) twice in \($0.key.context)" }
            + shares.filter { $0.value.count > 1 }.map { "\($0.key): both shares" }
    }

    /// The outcome is what the survivors' own rows give, round by round.
    static func model(
        _ state: JSONValue, rows: [RecordBatch], proposal: StudyProposal
    ) throws -> [String] {
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let tables = try rows.map { try StudyTable(manifest.columns, batch: $0) }
        let algorithm = manifest.algorithm
        var model = algorithm.start()
        for round in state["rounds"]?.elements ?? [] {
            let survivors = (round["survivors"]?.elements ?? []).compactMap {
                $0.text.flatMap { Int($0.dropFirst()) }
            }
            var sum = [Double](repeating: 0, count: algorithm.sumLength(at: model))
            for survivor in survivors {
                let part = try algorithm.contribution(to: model, from: tables[survivor])
                for index in sum.indices { sum[index] += part[index] }
            }
            switch algorithm.advance(model, with: sum, survivors: survivors.count) {
            case .next(let next), .finished(let next, _): model = next
            case .failed(let reason): return ["the model failed: \(reason)"]
            }
        }
        guard let text = state["model"]?.text else { return ["no model"] }
        let joint = try ModelState(canonicalBytes: Hex.decode(text))
        let isSame = zip(joint.coefficients, model.coefficients)
            .allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) }
        return isSame ? [] : ["another model than the survivors' rows give"]
    }
}
