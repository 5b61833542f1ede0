internal import Crypto
internal import CryptoExtras
package import DureCore

/// How a passphrase is stretched: scrypt (RFC 7914).
package struct ScryptParameters: Sendable, Hashable {
    /// The most memory that a slot read from a file may ask for: 128 · N · r, in bytes.
    static let memoryByteCountMax = 1 << 30
    static let saltByteCount = 32

    /// N, the cost: a power of two.
    package let rounds: Int
    /// r, in blocks of 128 bytes.
    package let blockSize: Int
    /// p, the number of lanes.
    package let parallelism: Int
    let salt: [UInt8]

    /// The product's cost: N = 2^17, r = 8, p = 1, which takes 128 MiB.
    package static func standard(
        using generator: inout some SecureRandomNumberGenerator
    ) -> ScryptParameters {
        ScryptParameters(rounds: 1 << 17, salt: generator.bytes(count: saltByteCount))
    }

    init(rounds: Int, blockSize: Int = 8, parallelism: Int = 1, salt: [UInt8]) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
    }

    /// Whether the cost is one that this machine should be made to pay.
    var isSane: Bool {
        rounds >= 2 && rounds & (rounds - 1) == 0 && (1...32).contains(blockSize)
            && (1...16).contains(parallelism)
            && rounds <= Self.memoryByteCountMax / (128 * blockSize)
            && salt.count == Self.saltByteCount
    }

    /// The key behind the passphrase's UTF-8 bytes, 32 bytes.
    func key(from passphrase: String) throws -> SecretBytes {
        SecretBytes(
            key: try KDF.Scrypt.deriveKey(
                from: Array(passphrase.utf8), salt: salt,
                outputByteCount: KeyWrapping.keyByteCount, rounds: rounds, blockSize: blockSize,
                parallelism: parallelism))
    }
}
