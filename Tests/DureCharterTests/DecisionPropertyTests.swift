import DureCharter
import DureTesting
import Testing

@Suite struct DecisionPropertyTests {
    private struct Case {
        var rules: [String]
        var requests: [CharterRequest]
    }

    private func randomCase(_ seed: Seed) -> (Case, SeededGenerator) {
        var generator = seed.generator
        let count = Int.random(in: 1...7, using: &generator)
        // Two permits come first, or almost nothing would ever be permitted.
        let rules = (0..<count + 2).map {
            RandomCharter.rule("r\($0)", effect: $0 < 2 ? .permit : nil, using: &generator)
        }
        let requests = (0..<24).map { _ in RandomCharter.request(using: &generator) }
        return (Case(rules: rules, requests: requests), generator)
    }

    @Test(arguments: Seed.batch(80))
    func `a decision is what the plain twin says`(seed: Seed) throws {
        let (script, _) = randomCase(seed)
        let charter = try Charter(parsing: RandomCharter.text(script.rules))
        let plain = PlainCharter(rules: charter.rules)
        for request in script.requests {
            #expect(charter.decide(request).verdict == plain.verdict(request))
        }
    }

    @Test func `the seeds reach all four verdicts`() throws {
        var counts: [Verdict: Int] = [:]
        let seeds = Seed.batch(80)
        for seed in seeds {
            let (script, _) = randomCase(seed)
            let charter = try Charter(parsing: RandomCharter.text(script.rules))
            for request in script.requests {
                counts[charter.decide(request).verdict, default: 0] += 1
            }
        }
        for verdict in Verdict.allCases { #expect(counts[verdict, default: 0] >= seeds.count / 4) }
    }

    @Test(arguments: Seed.batch(40))
    func `a forbid that matches always wins`(seed: Seed) throws {
        let (script, _) = randomCase(seed)
        let rules = script.rules + ["[[rule]]\nid='no'\neffect='forbid'\ntext={en='No.'}\n"]
        let charter = try Charter(parsing: RandomCharter.text(rules))
        for request in script.requests {
            let decision = charter.decide(request)
            #expect(decision.verdict == .forbidden)
            #expect(decision.forbids.contains("no"))
        }
    }

    @Test(arguments: Seed.batch(60))
    func `one more forbid or require never permits more`(seed: Seed) throws {
        var (script, generator) = randomCase(seed)
        let before = try Charter(parsing: RandomCharter.text(script.rules))
        let effect: Effect = Bool.random(using: &generator) ? .forbid : .require
        script.rules.append(RandomCharter.rule("more", effect: effect, using: &generator))
        let after = try Charter(parsing: RandomCharter.text(script.rules))
        for request in script.requests {
            #expect(after.decide(request).verdict >= before.decide(request).verdict)
        }
    }

    @Test(arguments: Seed.batch(40))
    func `the order of the rules changes nothing but the hash`(seed: Seed) throws {
        var (script, generator) = randomCase(seed)
        let first = try Charter(parsing: RandomCharter.text(script.rules))
        script.rules.shuffle(using: &generator)
        let second = try Charter(parsing: RandomCharter.text(script.rules))
        for request in script.requests {
            let (one, other) = (first.decide(request), second.decide(request))
            #expect(one.verdict == other.verdict)
            #expect(one.sentences(.en) == other.sentences(.en))
            #expect(one.ruleIDs == other.ruleIDs)
            #expect(one.nearest == other.nearest)
        }
    }

    @Test(arguments: Seed.batch(40))
    func `a request changed as the nearest permit says is no longer refused by permits`(
        seed: Seed
    ) throws {
        let (script, _) = randomCase(seed)
        let charter = try Charter(parsing: RandomCharter.text(script.rules))
        for request in script.requests {
            let decision = charter.decide(request)
            guard decision.permit == nil, let miss = decision.nearest.first else { continue }
            #expect(!miss.unmet.isEmpty)
            let changed = request.changed(to: miss.unmet)
            #expect(charter.decide(changed).permit != nil)
        }
    }

    @Test(arguments: Seed.batch(40))
    func `with an accord the stricter verdict wins and both speak`(seed: Seed) throws {
        let (script, _) = randomCase(seed)
        let (other, _) = randomCase(Seed(seed.value ^ 1))
        let charter = try Charter(parsing: RandomCharter.text(script.rules))
        let accord = try Charter(parsing: RandomCharter.text(other.rules))
        for request in script.requests {
            let (one, two) = (charter.decide(request), accord.decide(request))
            let joint = Accord.stricter(one, two)
            #expect(joint.verdict == max(one.verdict, two.verdict))
            #expect(joint == charter.decide(request, beside: accord))
            #expect(joint.sentences(.ko) == one.sentences(.ko) + two.sentences(.ko))
            #expect(Set(joint.duties) == Set(one.duties).union(two.duties))
        }
    }
}

extension CharterRequest {
    /// The request after its author took the advice.
    fileprivate func changed(to unmet: [UnmetCondition]) -> CharterRequest {
        var request = self
        for condition in unmet {
            let words = condition.allowed.elements?.compactMap(\.text) ?? []
            let number = condition.allowed.double ?? 0
            switch condition.field {
            case "action": request.action = Action(rawValue: words[0]) ?? request.action
            case "purpose": request.purpose = words[0]
            case "sensitivity":
                request.sensitivity = Sensitivity(rawValue: words[0]) ?? request.sensitivity
            case "contains": request.contains = []
            case "role": request.role = words[0]
            case "economy": request.economies = [words[0]]
            case "member": request.members = [words[0]]
            case "impact": request.impact = Impact(rawValue: words[0])
            case "min_cohort": request.cohort = Int(number)
            case "max_epsilon": request.epsilon = number
            case "max_delta": (request.delta, request.epsilon) = (number, request.epsilon ?? 1)
            case "retention_days": request.retentionDays = Int(number)
            case "secure_aggregation": request.secureAggregation = true
            case "from", "until": request.date = condition.allowed.text ?? request.date
            default: break
            }
        }
        return request
    }
}
