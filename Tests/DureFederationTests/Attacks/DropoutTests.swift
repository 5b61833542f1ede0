import DureFederation
import DurePrivacy
import DureTesting
import Testing

/// Every order in which members can drop out: at each of the five phases every subset of those who
/// are left.
///
/// Branches that share their beginning share its work, as the machines are values.
@Suite struct DropoutTests {
    /// Adverts, shares, uploads, signatures, reveals.
    static let phaseCount = 5

    struct Tally {
        var released = 0
        var abandoned = 0
    }

    @Test(arguments: 3...7)
    func `the sum is exact or there is none, whoever drops out when`(count: Int) throws {
        let rule = try Thresholds(memberCount: count)
        var tally = Tally()
        try play(RoundStage(memberCount: count), phase: 0, rule: rule, &tally)
        #expect(tally.released > 0)
        #expect(tally.abandoned > 0)
    }

    private func play(
        _ stage: RoundStage, phase: Int, rule: Thresholds, _ tally: inout Tally
    ) throws {
        let alive = stage.alive
        for bits in 0..<(1 << alive.count) {
            let lost = Set(alive.indices.filter { bits >> $0 & 1 == 1 }.map { alive[$0] })
            var next = stage
            try next.advance(dropping: lost)
            let left = alive.count - lost.count
            // Before there are uploads the threshold decides, then the minimum of survivors.
            let least = phase == 2 ? rule.survivorsMin : rule.sharingThreshold
            if left < least {
                tally.abandoned += 1
                #expect(next.released == nil && next.abandoned != nil, "\(phase) \(lost)")
            } else if phase == Self.phaseCount - 1 {
                tally.released += 1
                #expect(try next.isExact(), "\(phase) \(lost)")
                #expect((next.released?.survivors.count ?? 0) >= rule.survivorsMin)
            } else {
                #expect(!next.isOver)
                try play(next, phase: phase + 1, rule: rule, &tally)
            }
        }
    }
}
