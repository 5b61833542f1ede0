/// Tells which economies' telephone number digits may be.
struct PhoneMatcher: Sendable {
    /// An economy whose plan fits, and the points for it.
    struct Match {
        let economy: String
        let type: String
        let mask: UInt32
        let points: Int

        init(_ plan: PhonePlan, points: Int) {
            (economy, type, mask, self.points) = (plan.economy, plan.type, plan.mask, points)
        }
    }

    /// Digits of a telephone number with country code, at most (E.164); at home a trunk digit more.
    static let digitCounts = 7...16
    /// A plus, a country code and a number of its plan; `00` for the plus is weaker.
    private static let plusPoints = 12
    private static let zerosPoints = 8

    private struct Entry {
        let plan: Int
        let prefix: [UInt8]
        let counts: ClosedRange<Int>
    }

    private let plans: [PhonePlan]
    /// What numbers begin with at home, by their first two digits.
    private let national: [[Entry]]
    /// For each plan, the points of a number of that many digits, from 0 on.
    private let points: [[Int]]

    /// Takes the plans of the economies that are wanted.
    init(_ options: ScanOptions) {
        plans = PhonePlan.all.filter {
            options.wants(IdentifierTypes.phoneType($0.economy), of: $0.economy)
        }
        var national: [[Entry]] = Array(repeating: [], count: 100)
        precondition(
            plans.allSatisfy { plan in
                plan.patterns.allSatisfy {
                    plan.trunk.count + $0.prefix.count <= ShapePlan.prefixCount
                }
            })
        for (index, plan) in plans.enumerated() {
            for pattern in plan.patterns {
                let prefix = plan.trunk + pattern.prefix
                let counts =
                    pattern.counts.lowerBound + plan.trunk.count...pattern.counts.upperBound
                    + plan.trunk.count
                for first in 0..<100 where Self.begins(first, with: prefix) {
                    national[first].append(Entry(plan: index, prefix: prefix, counts: counts))
                }
            }
        }
        self.national = national
        points = plans.map(Self.points)
    }

    /// The economies whose number stands behind a plus, or behind two zeros.
    func international(_ v: [UInt8]) -> [Match] {
        let isZeros = v.starts(with: "00".utf8)
        let digits = v.dropFirst(isZeros ? 2 : 0)
        var matches: [Match] = []
        for plan in plans where digits.starts(with: plan.code) {
            let points = isZeros ? Self.zerosPoints : Self.plusPoints
            let rest = digits.dropFirst(plan.code.count)
            // Some write the trunk's digit too: +82 (0)10.
            let bare = rest.starts(with: plan.trunk) ? rest.dropFirst(plan.trunk.count) : rest
            if plan.code == [0x31] {
                guard PhonePlan.northAmerican(rest) == plan.economy else { continue }
            } else if plan.pattern(of: rest) == nil && plan.pattern(of: bare) == nil {
                continue
            }
            if !matches.contains(where: { $0.economy == plan.economy }) {
                matches.append(Match(plan, points: points))
            }
        }
        return matches
    }

    /// Whether any plan at home begins so.
    func mayBeNational(_ v: [UInt8]) -> Bool {
        !national[Checks.number(v, 0..<2)].isEmpty || v.count == 10 && v[0] >= 0x32
    }

    /// The economies where digits are dialled so at home.
    ///
    /// - Parameters:
    ///   - lengths: Of the groups as written.
    ///   - form: Points for the separators.
    func national(_ v: [UInt8], lengths: [Int], form: Int) -> [Match] {
        var matches: [Match] = []
        let first = Checks.number(v, 0..<2)
        for entry in national[first]
        where entry.counts.contains(v.count) && Self.begins(v, with: entry.prefix) {
            let plan = plans[entry.plan]
            guard isWritten(lengths, as: plan),
                !matches.contains(where: { $0.economy == plan.economy })
            else { continue }
            matches.append(
                Match(plan, points: points[entry.plan][v.count] + form))
        }
        guard let economy = PhonePlan.northAmerican(v),
            let plan = plans.first(where: { $0.economy == economy }), isWritten(lengths, as: plan)
        else { return matches }
        return matches + [Match(plan, points: form)]
    }

    /// What ``national(_:lengths:form:)`` may answer to any number of so many digits that begins
    /// with those two.
    func mayMatch(first: Int, count: Int, lengths: [Int], form: Int) -> [Match] {
        var matches = national[first].compactMap { entry -> Match? in
            guard entry.counts.contains(count), isWritten(lengths, as: plans[entry.plan]) else {
                return nil
            }
            return Match(plans[entry.plan], points: points[entry.plan][count] + form)
        }
        if count == PhonePlan.northAmericanCount, first >= 20 {
            matches += plans.filter { $0.code == [0x31] && isWritten(lengths, as: $0) }
                .map { Match($0, points: form) }
        }
        return matches
    }

    /// Whether the digits are grouped as people there do: dates and sums are not.
    private func isWritten(_ lengths: [Int], as plan: PhonePlan) -> Bool {
        guard lengths.count > 1 else { return true }
        guard plan.trunk.isEmpty else {
            let lastMin = plan.economy == "RU" ? 2 : 3
            return lengths.count <= 5 && lengths[lengths.count - 1] >= lastMin
                && lengths.dropFirst().allSatisfy { $0 >= 2 }
                && !(lengths == [2, 2, 4])
        }
        return plan.groupings.contains(lengths)
    }

    private static func begins(_ first: Int, with prefix: [UInt8]) -> Bool {
        let digits = [UInt8(first / 10 + 48), UInt8(first % 10 + 48)]
        return prefix.prefix(2).elementsEqual(digits.prefix(prefix.count))
    }

    @inline(__always)
    private static func begins(_ v: [UInt8], with prefix: [UInt8]) -> Bool {
        guard v.count >= prefix.count else { return false }
        for index in 0..<prefix.count where v[index] != prefix[index] { return false }
        return true
    }

    /// How rare numbers of each length are that the plan has: binary logarithms, rounded down.
    private static func points(_ plan: PhonePlan) -> [Int] {
        (0...digitCounts.upperBound).map { count in
            var share = 0.0
            for pattern in plan.patterns where pattern.counts.contains(count - plan.trunk.count) {
                share += (plan.trunk + pattern.prefix).reduce(1.0) { share, _ in share / 10 }
            }
            guard share > 0 else { return 0 }
            var points = 0
            while share <= 0.5 {
                share *= 2
                points += 1
            }
            return points
        }
    }
}
