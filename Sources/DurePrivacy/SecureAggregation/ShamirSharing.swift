package import DureCore

/// One holder's share of a secret.
package struct ShamirShare: Sendable, Hashable {
    /// Words of a share, one for each limb of the secret.
    static let wordCount = 5
    /// Bytes of a share on the wire.
    package static let byteCount = 40

    /// The holder's index on the roster, from 1: the x at which the polynomials are read.
    package let holder: Int
    let limbs: [FieldElement]

    init(holder: Int, limbs: [FieldElement]) {
        self.holder = holder
        self.limbs = limbs
    }

    /// Reads a share.
    ///
    /// - Parameters:
    ///   - holder: Known from who sent it, or to whom.
    ///   - bytes: Five words, little-endian, each below 2^61 - 1.
    /// - Throws: ``SecureAggregationError/malformedShare(holder:)``.
    package init(holder: Int, bytes: [UInt8]) throws(SecureAggregationError) {
        guard bytes.count == Self.byteCount, Shamir.holders.contains(holder) else {
            throw .malformedShare(holder: holder)
        }
        var limbs: [FieldElement] = []
        for start in stride(from: 0, to: Self.byteCount, by: 8) {
            let word = bytes[start..<start + 8].reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            guard let limb = FieldElement(word) else { throw .malformedShare(holder: holder) }
            limbs.append(limb)
        }
        self.init(holder: holder, limbs: limbs)
    }

    /// Five words, little-endian.
    package var bytes: [UInt8] {
        limbs.flatMap { limb in (0..<8).map { UInt8(truncatingIfNeeded: limb.value >> ($0 * 8)) } }
    }
}

/// Sharing of 32-byte secrets over the field of 2^61 - 1 (Shamir 1979; protocol.md, 3.6).
///
/// The secret is read as a little-endian integer in five limbs of 52 bits, the last of 48; each
/// limb is the value at 0 of its own polynomial. Any `threshold` shares give the secret, fewer say
/// nothing about it.
package enum Shamir {
    /// Numbers that a holder may have.
    static let holders = 1...Thresholds.memberCountMax
    static let limbBits = 52

    /// Shares a secret among holders.
    ///
    /// - Parameters:
    ///   - secret: 32 bytes.
    ///   - threshold: Shares that give the secret, `1...holders.count`.
    ///   - holders: Indexes on the roster, from 1, all different.
    /// - Returns: One share for each holder, in the order of `holders`.
    /// - Throws: ``SecureAggregationError/unusableHolders(count:)``, or
    ///   ``SecureAggregationError/wrongLength(field:expected:found:)`` for the secret.
    /// - Complexity: `5 · threshold` multiplications for each holder.
    package static func split(
        _ secret: borrowing SecretBytes, threshold: Int, holders: [Int],
        using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> [ShamirShare] {
        guard threshold >= 1, threshold <= holders.count else {
            throw .unusableHolders(count: holders.count)
        }
        var coefficients: [[FieldElement]] = []
        for _ in 0..<ShamirShare.wordCount {
            coefficients.append(
                (1..<threshold).map { _ in FieldElement.random(using: &generator) })
        }
        return try split(secret, coefficients: coefficients, holders: holders)
    }

    /// Shares a secret among the holders 1 to `count`.
    ///
    /// - Throws: As ``split(_:threshold:holders:using:)``.
    package static func split(
        _ secret: borrowing SecretBytes, threshold: Int, count: Int,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> [ShamirShare] {
        guard count >= 1 else { throw .unusableHolders(count: count) }
        return try split(
            secret, threshold: threshold, holders: Array(1...count), using: &generator)
    }

    /// Shares with the coefficients of x^1 and higher given for each limb.
    static func split(
        _ secret: borrowing SecretBytes, coefficients: [[FieldElement]], holders: [Int]
    ) throws(SecureAggregationError) -> [ShamirShare] {
        try check(holders)
        let secrets = try limbs(of: secret)
        return holders.map { holder in
            let x = FieldElement(holder: holder)
            let values = zip(secrets, coefficients).map { secret, coefficients in
                coefficients.reversed().reduce(FieldElement.zero) { ($0 + $1) * x } + secret
            }
            return ShamirShare(holder: holder, limbs: values)
        }
    }

    static func check(_ holders: [Int]) throws(SecureAggregationError) {
        guard !holders.isEmpty, Set(holders).count == holders.count,
            holders.allSatisfy(Self.holders.contains)
        else { throw .unusableHolders(count: holders.count) }
    }

    private static func limbs(
        of secret: borrowing SecretBytes
    ) throws(SecureAggregationError) -> [FieldElement] {
        guard secret.count == AttemptSecrets.byteCount else {
            throw .wrongLength(
                field: "secret", expected: AttemptSecrets.byteCount, found: secret.count)
        }
        let bytes = secret.reveal()
        return (0..<ShamirShare.wordCount).map { limb in
            // 52 bits are six and a half bytes: a limb begins at a byte or in the middle of one.
            let bit = limb * limbBits
            let end = min(bytes.count, bit / 8 + 7)
            let word = bytes[bit / 8..<end].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return FieldElement(limb: word >> UInt64(bit % 8))
        }
    }
}

/// What turns the shares of one set of holders into the secret; made once, used for every secret.
package struct ShamirWeights: Sendable {
    /// The holders, in the order in which their shares are taken.
    package let holders: [Int]
    private let weights: [FieldElement]

    /// Computes the Lagrange weights at 0.
    ///
    /// - Throws: ``SecureAggregationError/unusableHolders(count:)`` for an empty set, a holder
    ///   named twice, or one that cannot be.
    /// - Complexity: Quadratic in the number of holders.
    package init(holders: [Int]) throws(SecureAggregationError) {
        try Shamir.check(holders)
        self.holders = holders
        let points = holders.map(FieldElement.init(holder:))
        weights = points.indices.map { index in
            var above = FieldElement.one
            var below = FieldElement.one
            for (other, point) in points.enumerated() where other != index {
                above = above * point
                below = below * (point - points[index])
            }
            return above * below.inverse
        }
    }

    /// The secret behind the shares.
    ///
    /// As many shares as the threshold give the secret. Fewer, or shares of different secrets,
    /// give something else: compare it with what the owner has committed to.
    ///
    /// - Parameter shares: One for each of ``holders``, in their order.
    /// - Throws: ``SecureAggregationError/unusableHolders(count:)`` for shares of other holders;
    ///   ``SecureAggregationError/sharesDisagree`` where the result is no secret of 32 bytes.
    package func secret(
        from shares: [ShamirShare]
    ) throws(SecureAggregationError) -> SecretBytes {
        guard shares.map(\.holder) == holders else { throw .unusableHolders(count: shares.count) }
        var bits = LimbWriter()
        for limb in 0..<ShamirShare.wordCount {
            let value = zip(weights, shares).reduce(FieldElement.zero) { sum, pair in
                sum + pair.0 * pair.1.limbs[limb]
            }
            let width = min(Shamir.limbBits, AttemptSecrets.byteCount * 8 - limb * Shamir.limbBits)
            guard value.value >> UInt64(width) == 0 else { throw .sharesDisagree }
            bits.append(value.value, width: width)
        }
        return SecretBytes(bits.bytes)
    }
}

/// Puts limbs side by side, the lowest bit first.
private struct LimbWriter {
    var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingBits = 0

    mutating func append(_ limb: UInt64, width: Int) {
        pending |= limb << UInt64(pendingBits)
        pendingBits += width
        while pendingBits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingBits -= 8
        }
    }
}
