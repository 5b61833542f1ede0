import DurePrivacy
import Testing

struct ThresholdsTests {
    @Test(arguments: [
        (3, 0, 2, 0), (4, 1, 3, 1), (5, 1, 4, 1), (7, 2, 5, 2), (10, 3, 7, 3), (30, 9, 20, 10),
        (100, 33, 67, 33), (1000, 333, 667, 333),
    ])
    func `the protocol's table holds`(n: Int, c: Int, t: Int, dropouts: Int) throws {
        let thresholds = try Thresholds(memberCount: n)
        #expect(thresholds.colludingCount == c)
        #expect(thresholds.sharingThreshold == t)
        #expect(thresholds.dropoutsSurvived == dropouts)
    }

    @Test(arguments: [
        (3, 3, 0), (7, 5, 2), (10, 6, 4), (30, 16, 14), (100, 51, 49), (1000, 501, 499),
    ])
    func `the table for one colluder holds`(n: Int, t: Int, dropouts: Int) throws {
        let thresholds = try Thresholds(memberCount: n, colludingCount: 1)
        #expect(thresholds.sharingThreshold == t)
        #expect(thresholds.dropoutsSurvived == dropouts)
    }

    @Test func `two lists can never both be signed, and a sum never hides fewer than two`() throws {
        for n in 3...60 {
            for c in 0..<n {
                guard let thresholds = try? Thresholds(memberCount: n, colludingCount: c) else {
                    // Refused: no m members are there to wait for.
                    #expect(max((n + c) / 2 + 1, c + 2, 3) > n)
                    continue
                }
                let t = thresholds.sharingThreshold
                #expect(2 * t > n + c)
                #expect(thresholds.survivorsMin >= t)
                #expect(thresholds.honestSurvivors >= 2)
                #expect(thresholds.survivorsMin >= 3 && thresholds.survivorsMin <= n)
            }
        }
    }

    @Test func `small groups are weak`() throws {
        // m - c: 3 for three, 4 for ten (m = 7, c = 3), 5 for thirteen (m = 9, c = 4).
        #expect(try Thresholds(memberCount: 3).isWeakGroup)
        #expect(try Thresholds(memberCount: 10).isWeakGroup)
        #expect(try !Thresholds(memberCount: 13).isWeakGroup)
        #expect(try !Thresholds(memberCount: 10, survivorsMin: 8).isWeakGroup)
    }

    @Test func `a charter only raises the survivors' minimum`() throws {
        #expect(try Thresholds(memberCount: 10, survivorsMin: 9).survivorsMin == 9)
        #expect(try Thresholds(memberCount: 10, survivorsMin: 9).sharingThreshold == 7)
        #expect(throws: SecureAggregationError.noThreshold(members: 10, colluding: 3)) {
            try Thresholds(memberCount: 10, survivorsMin: 6)
        }
        #expect(throws: SecureAggregationError.noThreshold(members: 10, colluding: 3)) {
            try Thresholds(memberCount: 10, survivorsMin: 11)
        }
    }

    @Test func `groups that cannot be are refused`() {
        for (n, c) in [(2, 0), (0, 0), (-4, 0), (3, 2), (3, -1), (3, 3), (10, 10)] {
            #expect(throws: SecureAggregationError.noThreshold(members: n, colluding: c)) {
                try Thresholds(memberCount: n, colludingCount: c)
            }
        }
        #expect(throws: SecureAggregationError.tooManyMembers(found: 10_001, limit: 10_000)) {
            try Thresholds(memberCount: 10_001)
        }
        #expect(throws: SecureAggregationError.self) { try Thresholds(memberCount: .max) }
    }
}
