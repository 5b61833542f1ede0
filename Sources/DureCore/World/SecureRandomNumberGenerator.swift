/// A generator whose output nobody can predict: for keys, masks and noise.
///
/// Seeded generators conform only in DureTesting, so shipped code cannot be handed one.
package protocol SecureRandomNumberGenerator: RandomNumberGenerator {}

/// The operating system's generator.
package struct SystemSecureGenerator: SecureRandomNumberGenerator, Sendable {
    private var system = SystemRandomNumberGenerator()
    /// Gives the generator a size: the thread sanitizer of Swift 6.3 crashes on inout arguments
    /// of none.
    private let size: UInt8 = 0

    /// Draws from the system; there is nothing to seed.
    package init() {}

    package mutating func next() -> UInt64 {
        system.next()
    }
}

extension SecureRandomNumberGenerator {
    /// So many fresh bytes.
    package mutating func bytes(count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            var word = next()
            for _ in 0..<min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return bytes
    }
}
