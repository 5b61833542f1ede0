import DureCore

/// A number modulo the prime 2^61 - 1.
///
/// No branch and no memory access depends on the value, so that computing with a secret takes the
/// same time whatever the secret is.
struct FieldElement: Sendable, Hashable {
    /// 2^61 - 1.
    static let modulus: UInt64 = 1 << 61 - 1
    static let zero = FieldElement(unchecked: 0)
    static let one = FieldElement(unchecked: 1)

    /// Below the modulus.
    let value: UInt64

    /// A number already below the modulus.
    init?(_ value: UInt64) {
        guard value < Self.modulus else { return nil }
        self.value = value
    }

    private init(unchecked value: UInt64) {
        self.value = value
    }

    /// A number below 2^62, brought below the modulus.
    private init(reducing value: UInt64) {
        assert(value < 1 << 62)
        let difference = value &- Self.modulus
        let borrow = 0 &- (difference >> 63)
        self.value = difference &+ (borrow & Self.modulus)
    }

    /// The holder's x; small, and known to all.
    init(holder: Int) {
        self.init(unchecked: UInt64(holder))
    }

    /// The lowest 52 bits.
    init(limb: UInt64) {
        self.init(unchecked: limb & (1 << 52 - 1))
    }

    /// A uniform element.
    static func random(using generator: inout some SecureRandomNumberGenerator) -> FieldElement {
        // One word in 2^61 is the modulus itself and is drawn again; the loop ends surely.
        while true {
            if let element = FieldElement(generator.next() >> 3) { return element }
        }
    }

    static func + (left: FieldElement, right: FieldElement) -> FieldElement {
        FieldElement(reducing: left.value &+ right.value)
    }

    static func - (left: FieldElement, right: FieldElement) -> FieldElement {
        FieldElement(reducing: left.value &+ (modulus &- right.value))
    }

    static func * (left: FieldElement, right: FieldElement) -> FieldElement {
        // high ‖ low = q 2^61 + r, and 2^61 is 1: the product is q + r.
        let (high, low) = left.value.multipliedFullWidth(by: right.value)
        return FieldElement(reducing: (low & modulus) &+ (high << 3 | low >> 61))
    }

    /// The inverse, by Fermat: the power p - 2.
    ///
    /// Zero stays zero.
    var inverse: FieldElement {
        var result = FieldElement.one
        var power = self
        var exponent = Self.modulus - 2
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * power }
            power = power * power
            exponent >>= 1
        }
        return result
    }
}
