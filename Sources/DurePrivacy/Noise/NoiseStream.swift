internal import Crypto
internal import CryptoExtras
package import DureCore
internal import FoundationEssentials

/// A secure generator that is fast enough for a value of noise per parameter: AES-256-CTR under a
/// key that every refill replaces.
///
/// Each refill's first 32 bytes become the next key, so what was drawn cannot be found from the
/// state later. Copies share the state: two copies never give the same bits twice.
package struct NoiseStream: SecureRandomNumberGenerator {
    private let state: State

    /// Takes a fresh key from a secure generator.
    package init(seededFrom generator: inout some SecureRandomNumberGenerator) {
        state = State(key: SymmetricKey(data: generator.bytes(count: State.keyByteCount)))
    }

    package mutating func next() -> UInt64 {
        state.next()
    }

    /// Key and words not yet given out.
    private final class State {
        static let keyByteCount = 32
        private static let wordCount = 4096
        private static let zeros = Data(count: keyByteCount + 8 * wordCount)

        private var key: SymmetricKey
        private var words = [UInt64](repeating: 0, count: wordCount)
        private var position = wordCount

        init(key: SymmetricKey) {
            self.key = key
        }

        func next() -> UInt64 {
            if position == Self.wordCount { refill() }
            let word = words[position]
            // A word is used once, and does not stay behind.
            words[position] = 0
            position += 1
            return word
        }

        private func refill() {
            let stream: [UInt8]
            do {
                // A key is used for one refill, so its nonce may be fixed.
                let nonce = try AES._CTR.Nonce(nonceBytes: [UInt8](repeating: 0, count: 16))
                stream = Array(try AES._CTR.encrypt(Self.zeros, using: key, nonce: nonce))
            } catch {
                preconditionFailure("AES-CTR refused a key and a nonce of the right length")
            }
            key = SymmetricKey(data: stream[0..<Self.keyByteCount])
            for index in 0..<Self.wordCount {
                var word: UInt64 = 0
                let start = Self.keyByteCount + 8 * index
                for offset in 0..<8 { word |= UInt64(stream[start + offset]) << UInt64(8 * offset) }
                words[index] = word
            }
            position = 0
        }
    }
}
