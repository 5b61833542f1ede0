internal import DureCore

/// Mask streams and masked vectors, written as the protocol reads (protocol.md, 3.3).
///
/// The plain twin of the fast code: slow, and not safe against timing. For tests only.
package enum PlainMasks {
    /// Bytes of one chunk.
    package static let chunkByteCount = 131_072

    /// The first bytes of a chunk of the stream under a 32-byte key.
    package static func stream(key: [UInt8], chunk: UInt64, count: Int) -> [UInt8] {
        let cipher = PlainAES256(key: key)
        var bytes: [UInt8] = []
        var counter: UInt32 = 2
        while bytes.count < count {
            var block: [UInt8] = [0, 0, 0, 0]
            block.append(bigEndian: chunk)
            block.append(bigEndian: counter)
            bytes += cipher.encrypt(block)
            counter += 1
        }
        return Array(bytes.prefix(count))
    }

    /// The stream over a whole vector.
    package static func stream(key: [UInt8], count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk: UInt64 = 0
        while bytes.count < count {
            bytes += stream(
                key: key, chunk: chunk, count: min(chunkByteCount, count - bytes.count))
            chunk += 1
        }
        return bytes
    }

    /// The vector with the stream's words added, or taken away where `sign` is -1.
    ///
    /// - Parameters:
    ///   - words: Each below 2^(8 · wordByteCount).
    ///   - wordByteCount: 4 or 8.
    package static func apply(
        key: [UInt8], sign: Int, to words: [UInt64], wordByteCount: Int
    ) -> [UInt64] {
        let bytes = stream(key: key, count: words.count * wordByteCount)
        return words.indices.map { index in
            var mask: UInt64 = 0
            for byte in 0..<wordByteCount {
                mask |= UInt64(bytes[index * wordByteCount + byte]) << UInt64(8 * byte)
            }
            let sum = sign < 0 ? words[index] &- mask : words[index] &+ mask
            return wordByteCount == 4 ? sum & 0xffff_ffff : sum
        }
    }

    /// What member `member` uploads: its vector, its own mask, and one for each neighbour.
    package static func masked(
        _ words: [UInt64], wordByteCount: Int, member: Int, ownKey: [UInt8],
        pairKeys: [(neighbour: Int, key: [UInt8])]
    ) -> [UInt64] {
        var masked = apply(key: ownKey, sign: 1, to: words, wordByteCount: wordByteCount)
        for pair in pairKeys {
            let sign = pair.neighbour > member ? 1 : -1
            masked = apply(key: pair.key, sign: sign, to: masked, wordByteCount: wordByteCount)
        }
        return masked
    }
}

/// AES-256 as FIPS 197 writes it: tables computed from the field, one byte at a time.
package struct PlainAES256: Sendable {
    private let roundKeys: [[UInt8]]
    private static let rounds = 14
    private static let box: [UInt8] = (0...255).map { substitute(UInt8($0)) }

    /// Expands a key of 32 bytes (FIPS 197, 5.2).
    package init(key: [UInt8]) {
        precondition(key.count == 32)
        var words = (0..<8).map { Array(key[4 * $0..<4 * $0 + 4]) }
        var constant: UInt8 = 1
        for index in 8..<4 * (Self.rounds + 1) {
            var word = words[index - 1]
            if index % 8 == 0 {
                word = [word[1], word[2], word[3], word[0]].map { Self.box[Int($0)] }
                word[0] ^= constant
                constant = Self.double(constant)
            } else if index % 8 == 4 {
                word = word.map { Self.box[Int($0)] }
            }
            words.append((0..<4).map { words[index - 8][$0] ^ word[$0] })
        }
        roundKeys = (0...Self.rounds).map { Array(words[4 * $0..<4 * $0 + 4].joined()) }
    }

    /// One block of 16 bytes (FIPS 197, 5.1); the state is stored column by column.
    package func encrypt(_ block: [UInt8]) -> [UInt8] {
        var state = Self.combine(block, roundKeys[0])
        for round in 1...Self.rounds {
            let boxed = state.map { Self.box[Int($0)] }
            state = (0..<16).map { boxed[($0 + 4 * ($0 % 4)) % 16] }
            if round < Self.rounds { state = Self.mixColumns(state) }
            state = Self.combine(state, roundKeys[round])
        }
        return state
    }

    private static func combine(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        zip(left, right).map { $0 ^ $1 }
    }

    private static func mixColumns(_ state: [UInt8]) -> [UInt8] {
        (0..<16).map { index in
            let column = index - index % 4
            let at = { state[column + (index + $0) % 4] }
            return double(at(0)) ^ double(at(1)) ^ at(1) ^ at(2) ^ at(3)
        }
    }

    private static func double(_ byte: UInt8) -> UInt8 {
        byte << 1 ^ (byte & 0x80 != 0 ? 0x1b : 0)
    }

    private static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product: UInt8 = 0
        var power = left
        for bit in 0..<8 {
            if right >> UInt8(bit) & 1 == 1 { product ^= power }
            power = double(power)
        }
        return product
    }

    private static func substitute(_ byte: UInt8) -> UInt8 {
        // The inverse in the field is the power 254; zero stays zero.
        let inverse = (0..<254).reduce(UInt8(1)) { power, _ in multiply(power, byte) }
        var result: UInt8 = 0x63
        for shift in 0..<5 {
            result ^= inverse << UInt8(shift) | (shift == 0 ? 0 : inverse >> UInt8(8 - shift))
        }
        return result
    }
}
