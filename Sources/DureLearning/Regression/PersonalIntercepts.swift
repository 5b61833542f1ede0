internal import DureTensor

/// A regression in which each member has an intercept of its own, found by the member itself.
///
/// For the shared coefficients `b` a member finds the intercept `a` that is best for its rows, and
/// sends the profile's gradient and Hessian: of `H`, what `a` explains is taken off,
/// `H_bb - h_b h_bᵀ / h_aa` (the Schur complement). The sum's steps are those of the pooled model
/// with one 0/1 column for each member, and no member's intercept leaves it alone: six totals of
/// all members' intercepts do (``MemberEffects``).
///
/// A member whose rows are all of one class, or whose counts are all zero, has no finite intercept
/// and says nothing about `b`: it sends zeros, and is counted as left out. That is the limit of the
/// pooled model, where such a member's rows are explained without error.
struct PersonalIntercepts {
    let layout: LinearSum

    /// With fewer members that have an intercept, sums over them would tell a member's own.
    static let memberCountMin = 2.5
    /// The largest weight, an intercept's inverse variance, that is told: beyond it is cut.
    static let weightMax = 0x1p16
    /// How often a member's own search may step.
    static let stepCountMax = 200

    private var width: Int { layout.terms.width }
    /// The largest magnitude of an intercept that is told.
    private var reach: Double {
        2 * max(abs(layout.limits.predictors.lowerBound), layout.limits.predictors.upperBound)
    }

    var count: Int { layout.count + MemberSums.count }

    var bounds: [Double] {
        layout.bounds
            + MemberSums(
                members: 1, leftOut: 1, weight: Self.weightMax, first: Self.weightMax * reach,
                second: Self.weightMax * reach * reach, square: Self.weightMax * Self.weightMax
            ).packed
    }

    func contribution(
        at coefficients: [Double], from data: DesignMatrix, pool: WorkerPool
    ) throws(LearningError) -> [Double] {
        let nothing = [Double](repeating: 0, count: layout.count)
        guard (0..<data.rowCount).contains(where: { data.weight($0) > 0 }) else {
            return nothing + MemberSums().packed
        }
        guard let intercept = intercept(at: coefficients, from: data) else {
            return nothing + MemberSums(leftOut: 1).packed
        }
        var full = coefficients
        full[0] = intercept
        var sum = try layout.contribution(at: full, from: data, pool: pool)
        let bend = sum[width]
        guard bend > 0 else { return nothing + MemberSums(leftOut: 1).packed }
        profile(&sum)
        let weight = min(bend, Self.weightMax)
        let told = min(max(intercept, -reach), reach)
        let members = MemberSums(
            members: 1, leftOut: 0, weight: weight, first: weight * told,
            second: weight * told * told, square: weight * weight)
        return sum + members.packed
    }

    /// Takes the intercept out of a member's sum.
    private func profile(_ sum: inout [Double]) {
        let crossed = Array(sum[width..<2 * width])
        let (slope, bend) = (sum[0], crossed[0])
        var position = 2 * width
        for row in 1..<max(width, 1) {
            sum[row] -= crossed[row] * slope / bend
            for column in row..<width {
                sum[position] -= crossed[row] * crossed[column] / bend
                position += 1
            }
        }
        sum[0] = 0
        for index in 0..<width { sum[width + index] = 0 }
    }

    /// The intercept that suits a member's rows best, all else held; nil where none is finite.
    func intercept(at coefficients: [Double], from data: DesignMatrix) -> Double? {
        var shared = coefficients
        shared[0] = 0
        let base = (0..<data.rowCount).map { data.predictor(row: $0, coefficients: shared) }
        let counted = base.indices.filter { data.weight($0) > 0 }
        guard !counted.isEmpty, base.allSatisfy(\.isFinite) else { return nil }
        switch layout.family {
        case .bernoulli:
            let first = data.target[counted[0]]
            guard counted.contains(where: { data.target[$0] != first }) else { return nil }
        case .poisson, .negativeBinomial, .gamma:
            guard counted.contains(where: { data.target[$0] > 0 }) else { return nil }
        case .gaussian:
            let totals = counted.reduce(into: (weight: 0.0, excess: 0.0)) { totals, row in
                totals.weight += data.weight(row)
                totals.excess += data.weight(row) * (data.target[row] - base[row])
            }
            return totals.excess / totals.weight
        }
        return search(base, counted, data, from: coefficients[0])
    }

    /// Newton's steps, held in a bracket that halves where a step would leave it.
    private func search(
        _ base: [Double], _ rows: [Int], _ data: DesignMatrix, from start: Double
    ) -> Double? {
        func slopeAndBend(_ intercept: Double) -> (slope: Double, bend: Double) {
            rows.reduce(into: (0.0, 0.0)) { totals, row in
                let predictor = layout.limits.cut(base[row] + intercept)
                let said = layout.family.terms(predictor, target: data.target[row])
                totals.0 += said.slope * data.weight(row)
                totals.1 += said.bend * data.weight(row)
            }
        }
        let spread = rows.reduce(0) { max($0, abs(base[$1])) } + reach
        var (low, high) = (-spread, spread)
        var intercept = min(max(start, low), high)
        for _ in 0..<Self.stepCountMax {
            let (slope, bend) = slopeAndBend(intercept)
            if slope > 0 { high = intercept } else { low = intercept }
            var next = bend > 0 ? intercept - slope / bend : .nan
            if !(next > low && next < high) {
                // At the answer a step may be too small to see.
                if abs(slope) <= 1e-13 * bend * (1 + abs(intercept)) { return intercept }
                next = (low + high) / 2
            }
            let isThere = abs(next - intercept) <= 1e-14 * (1 + abs(next))
            intercept = next
            if isThere { return intercept }
        }
        return intercept
    }

    func effects(of sum: [Double], dispersion: Double) -> MemberEffects {
        MemberEffects(MemberSums(packed: Array(sum[layout.count...])), dispersion: dispersion)
    }
}

/// The totals over members of their intercepts `a`, with weights `w`: inverse variances at
/// dispersion 1, the shared coefficients held.
struct MemberSums {
    static let count = 6

    /// How many members have a finite intercept.
    var members = 0.0
    /// How many have none, and say nothing.
    var leftOut = 0.0
    /// Σ w.
    var weight = 0.0
    /// Σ w a.
    var first = 0.0
    /// Σ w a².
    var second = 0.0
    /// Σ w².
    var square = 0.0

    var packed: [Double] { [members, leftOut, weight, first, second, square] }
}

extension MemberSums {
    init(packed: [Double]) {
        precondition(packed.count == Self.count, "all totals")
        (members, leftOut, weight) = (packed[0], packed[1], packed[2])
        (first, second, square) = (packed[3], packed[4], packed[5])
    }
}

/// How members' own intercepts differ: DerSimonian and Laird's random-effects summary (1986).
package struct MemberEffects: Sendable, Hashable {
    static let count = 6

    /// How many members have a finite intercept.
    package let memberCount: Double
    /// How many members have none, because their rows are all of one class.
    package let leftOutCount: Double
    /// The intercepts' mean, weighted by their inverse variances.
    package let mean: Double
    /// The mean's variance if all members had the same intercept, at dispersion 1.
    package let variance: Double
    /// The variance between members beyond chance, τ²; 0 or more.
    package let varianceBetween: Double
    /// Cochran's Q: about ``memberCount`` - 1 where only chance is at work.
    package let heterogeneity: Double

    /// The part of the differences that chance does not explain, I²; 0 to 1.
    package var share: Double {
        heterogeneity > 0 ? max(0, (heterogeneity - (memberCount - 1)) / heterogeneity) : 0
    }

    init(_ sums: MemberSums, dispersion: Double) {
        memberCount = sums.members.rounded()
        leftOutCount = sums.leftOut.rounded()
        guard sums.weight > 0 else {
            (mean, variance, varianceBetween, heterogeneity) = (0, 0, 0, 0)
            return
        }
        mean = sums.first / sums.weight
        variance = 1 / sums.weight
        let spread = max(sums.second - sums.first * sums.first / sums.weight, 0)
        heterogeneity = dispersion > 0 ? spread / dispersion : 0
        let room = (sums.weight - sums.square / sums.weight) / max(dispersion, 0x1p-100)
        varianceBetween = room > 0 ? max(0, (heterogeneity - (memberCount - 1)) / room) : 0
    }

    /// Nil for numbers of another count.
    init?(packed: [Double]) {
        guard packed.count == Self.count else { return nil }
        (memberCount, leftOutCount, mean) = (packed[0], packed[1], packed[2])
        (variance, varianceBetween, heterogeneity) = (packed[3], packed[4], packed[5])
    }

    var packed: [Double] {
        [memberCount, leftOutCount, mean, variance, varianceBetween, heterogeneity]
    }
}

extension GeneralizedLinear {
    /// How members' own intercepts differ, from the last state; nil where they share one.
    package func memberEffects(of state: ModelState) -> MemberEffects? {
        guard intercept == .personal, state.memory.count >= MemberEffects.count else { return nil }
        return MemberEffects(packed: Array(state.memory[..<MemberEffects.count]))
    }

    /// A member's own intercept for the shared coefficients, which never leaves it; nil where its
    /// rows have none.
    package func ownIntercept(at state: ModelState, from data: DesignMatrix) -> Double? {
        guard state.coefficients.count == terms.width, data.width == terms.width else { return nil }
        return PersonalIntercepts(layout: layout).intercept(at: state.coefficients, from: data)
    }
}
