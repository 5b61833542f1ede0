import DureCharter
import DureCore
import DureLedger

/// How fast a charter of 30 rules answers, one thread alone.
enum DecisionRows {
    private static let requestCount = 4_096
    private static let decisionCount = 1_000_000
    private static let queuedCount = 200_000

    static func run() throws -> [SpeedRow] {
        let charter = try Charter(parsing: text)
        guard charter.rules.count == 30 else { throw SpeedError.wrongSum }
        let requests = (0..<requestCount).map(request)
        return [try rate(charter, requests), try latency(charter, requests)]
    }

    /// Answers alone: request in, verdict with its rules, duties and approvals out.
    private static func rate(_ charter: Charter, _ requests: [CharterRequest]) throws -> SpeedRow {
        let expected = requests.map { charter.decide($0).verdict }
        let counts = Verdict.allCases.map { verdict in expected.count { $0 == verdict } }
        // Where one answer never comes up, the rules were not really asked.
        guard counts.allSatisfy({ $0 * 100 >= requests.count }) else { throw SpeedError.wrongSum }
        var rates: [Double] = []
        for _ in 0..<7 {
            let meter = Meter()
            var wrongCount = 0
            for index in 0..<decisionCount {
                let place = index % requestCount
                if charter.decide(requests[place]).verdict != expected[place] { wrongCount += 1 }
            }
            rates.append(Double(decisionCount) / meter.cpu)
            guard wrongCount == 0 else { throw SpeedError.wrongSum }
        }
        var row = SpeedRow(
            key: "decisions", title: "decisions a second per core, 30 rules",
            value: Array(rates.dropFirst()).median, unit: .perSecond, goal: 300_000)
        row.cpu = 1 / row.value
        row.note = zip(Verdict.allCases, counts)
            .map { "\($0.rawValue) \($1 * 100 / requests.count) %" }.joined(separator: ", ")
        return row
    }

    /// An answer and its entry, ready to be written, in the ledger's queue.
    private static func latency(
        _ charter: Charter, _ requests: [CharterRequest]
    ) throws -> SpeedRow {
        var queue: [[UInt8]] = []
        queue.reserveCapacity(Ledger.batchCountMax)
        var times: [Double] = []
        times.reserveCapacity(queuedCount)
        let clock = SystemWallClock()
        for index in 0..<queuedCount {
            let request = requests[index % requestCount]
            let began = ContinuousClock.now
            let decision = charter.decide(request)
            let entry = LedgerEntry(
                time: Timestamp(now: clock), actor: request.requester,
                action: "dataset.\(request.action.rawValue)",
                object: Digest(of: decision.json.canonicalBytes),
                verdict: decision.verdict.rawValue, charter: decision.charterHash,
                rules: decision.ruleIDs)
            queue.append(try entry.bytes())
            let (seconds, attoseconds) = (ContinuousClock.now - began).components
            times.append(Double(seconds) + Double(attoseconds) / 1e18)
            if queue.count == Ledger.batchCountMax { queue.removeAll(keepingCapacity: true) }
        }
        times.sort()
        var row = SpeedRow(
            key: "decision-p99", title: "99th percentile of a decision, ledger entry queued",
            value: times[times.count * 99 / 100], unit: .seconds, goal: 0.001)
        row.note =
            "median \(Figure.text(times[times.count / 2] * 1e6)) us; the entry holds the hash "
            + "of the whole answer with its reasons"
        return row
    }

    // MARK: What is asked

    private static let purposes = ["care", "research", "statistics", "advertising", "operations"]

    private static func request(_ index: Int) -> CharterRequest {
        var word = UInt64(index) &* 0x9e37_79b9_7f4a_7c15
        func pick(_ count: Int) -> Int {
            word ^= word >> 29
            word &*= 0xbf58_476d_1ce4_e5b9
            return Int(word >> 33) % count
        }
        let actions: [Action] = [.train, .federate, .query, .serve, .export]
        var request = CharterRequest(
            action: actions[pick(5)], purpose: purposes[pick(5)],
            sensitivity: Sensitivity.allCases[pick(4)], requester: "0123456789abcdef",
            date: "2026-06-15")
        request.role = ["analyst", "steward", "member"][pick(3)]
        request.economies = pick(2) == 0 ? ["KR"] : ["KR", "JP", "SG"]
        request.members = pick(2) == 0 ? [] : ["hanbit", "sakura"]
        request.contains = pick(3) > 0 ? [.health] : pick(4) == 0 ? [.nationalID] : []
        request.impact = pick(2) == 0 ? .ordinary : .high
        request.cohort = [5, 50, 500][pick(3)]
        request.epsilon = [0.5, 1, 4][pick(3)]
        request.delta = 1e-6
        request.secureAggregation = pick(4) > 0
        if pick(2) == 0 { request.approvals = [Approval(person: "officer-7", role: "steward")] }
        return request
    }

    /// 14 permits, 8 forbids and 8 requires.
    private static var text: [UInt8] {
        var text = """
            [charter]
            id = "thirty"
            version = 1
            economy = "KR"
            languages = ["en"]
            in_force = 2026-01-01

            """
        let actions = ["train", "federate", "query", "serve", "export", "ingest", "assess"]
        for index in 0..<14 {
            text += rule(
                "permit-\(index)", "permit",
                """
                action = ["\(actions[index % 7])"]
                purpose = ["\(purposes[index % 3])", "\(purposes[(index + 1) % 3])"]
                economy = ["KR", "JP", "SG", "AU"]
                min_cohort = \(index < 7 ? 20 : 100)
                max_epsilon = \(index < 7 ? 1.0 : 3.0)
                """)
        }
        for index in 0..<8 {
            text += rule(
                "forbid-\(index)", "forbid",
                index < 4
                    ? "action = [\"\(actions[index])\"]\ncontains = [\"national-id\"]"
                    : "purpose = [\"advertising\"]\nsensitivity = [\"personal\"]\n"
                        + "role = [\"\(["analyst", "steward", "member", "staff"][index - 4])\"]")
        }
        for index in 0..<8 {
            text += rule(
                "require-\(index)", "require",
                """
                action = ["\(actions[index % 5])"]
                sensitivity = ["sensitive"]
                impact = ["high"]
                approvals = \(1 + index % 2)
                duty = ["explain"]
                """)
        }
        return Array(text.utf8)
    }

    private static func rule(_ id: String, _ effect: String, _ fields: String) -> String {
        "[[rule]]\nid = \"\(id)\"\neffect = \"\(effect)\"\ntext = { en = \"Rule.\" }\n\(fields)\n"
    }
}
