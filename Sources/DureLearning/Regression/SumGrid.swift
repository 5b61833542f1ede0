/// Records' clipped vectors on a grid, on which doubles add up without rounding.
///
/// Whole multiples of a power of two add up exactly as doubles, in any order, as long as no sum
/// reaches 2^53 of them. So each number of a record's vector is rounded to the nearest multiple of a
/// step so wide that as many records fit as a member may ever have: two sums that differ by a record
/// then differ by its vector and by nothing else. Left to rounding, sums of n records could be
/// n² 2^-53 clipping bounds further apart (Higham 2002, section 4.2): more than one at 10^8.
struct SumGrid: Sendable, Hashable {
    /// The most records of one member.
    static let recordCountMax = 1 << 27

    /// The norm to which a record's vector is shortened before it is rounded; below the bound.
    private let lengthMax: Double
    /// One and a half times 2^52 steps: a double beside it has no finer digits than the grid.
    let offset: Double

    /// A grid on which no rounded vector is longer than a bound.
    ///
    /// - Parameters:
    ///   - normMax: The bound; 1e-9...1e9.
    ///   - dimension: How many numbers a vector has.
    init(normMax: Double, dimension: Int) {
        // So wide that 2^25 steps are more than the bound, and 2^52 more than all records' sum.
        let step = Double(sign: .plus, exponent: Int(normMax.exponent) + 1 - 25, significand: 1)
        offset = 0x1.8p52 * step
        // Each number moves by half a step at most. The hair is for the rounding of norm and factor.
        let moved = step / 2 * Double(dimension).squareRoot()
        lengthMax = (normMax - moved) * (1 - 0x1p-30)
    }

    /// What shortens a vector of that norm so far that the rounded one is within the bound; 0 for
    /// one that is not finite: its record counts as zero, as a member that stops tells of it.
    func factor(norm: Double) -> Double {
        guard norm.isFinite else { return 0 }
        return norm > lengthMax ? lengthMax / norm : 1
    }

    /// The nearest multiple of a step.
    func rounded(_ number: Double) -> Double { (number + offset) - offset }
}
