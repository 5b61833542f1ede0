#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The discrete Fourier transform of a power of two, as a descent through polynomial remainders.
///
/// Forward leaves the frequencies in bit-reversed order, and inverse takes them so: a pointwise
/// power needs no reordering. Two real sequences travel as real and imaginary part.
struct FourierTransform {
    /// How many values, a power of two.
    let count: Int
    /// Half-turn fractions in bit-reversed order: one factor a block, read in sequence.
    private let cosines: [Double]
    private let sines: [Double]

    /// Prepares the factors.
    ///
    /// - Parameter count: A power of two, at least two.
    init(count: Int) {
        precondition(count >= 2 && count & (count - 1) == 0)
        self.count = count
        var cosines = [1.0]
        var sines = [0.0]
        cosines.reserveCapacity(count / 2)
        sines.reserveCapacity(count / 2)
        while cosines.count < count / 2 {
            let angle = -Double.pi / Double(2 * cosines.count)
            let (stepCosine, stepSine) = (cos(angle), sin(angle))
            for index in 0..<cosines.count {
                cosines.append(cosines[index] * stepCosine - sines[index] * stepSine)
                sines.append(cosines[index] * stepSine + sines[index] * stepCosine)
            }
        }
        self.cosines = cosines
        self.sines = sines
    }

    /// The position of the frequency opposite to the one at `position`.
    static func opposite(_ position: Int) -> Int {
        guard position > 0 else { return 0 }
        let highest = Int.bitWidth - 1 - position.leadingZeroBitCount
        return position ^ (1 << highest - 1)
    }

    /// From values in order to frequencies in bit-reversed order.
    func forward(_ real: inout [Double], _ imaginary: inout [Double]) {
        precondition(real.count == count && imaginary.count == count)
        var length = count / 2
        while length >= 1 {
            var start = 0
            var block = 0
            while start < count {
                let (c, s) = (cosines[block], sines[block])
                var index = start
                let end = start + length
                while index < end {
                    let other = index + length
                    let r = real[other] * c - imaginary[other] * s
                    let i = real[other] * s + imaginary[other] * c
                    real[other] = real[index] - r
                    imaginary[other] = imaginary[index] - i
                    real[index] += r
                    imaginary[index] += i
                    index += 1
                }
                start += 2 * length
                block += 1
            }
            length /= 2
        }
    }

    /// From frequencies in bit-reversed order back to values, divided by the count.
    func inverse(_ real: inout [Double], _ imaginary: inout [Double]) {
        precondition(real.count == count && imaginary.count == count)
        var length = 1
        while length < count {
            var start = 0
            var block = 0
            while start < count {
                let (c, s) = (cosines[block], sines[block])
                var index = start
                let end = start + length
                while index < end {
                    let other = index + length
                    let r = real[index] - real[other]
                    let i = imaginary[index] - imaginary[other]
                    real[index] += real[other]
                    imaginary[index] += imaginary[other]
                    real[other] = r * c + i * s
                    imaginary[other] = i * c - r * s
                    index += 1
                }
                start += 2 * length
                block += 1
            }
            length *= 2
        }
        let scale = 1 / Double(count)
        for index in 0..<count {
            real[index] *= scale
            imaginary[index] *= scale
        }
    }
}
