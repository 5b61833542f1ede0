import Crypto
import DureCore
import DurePrivacy
import FoundationEssentials

/// What this machine can do at best, measured in the same run: machines are shared and noisy, and
/// a figure says more beside its floor.
struct Floors: Sendable {
    /// Bytes a second that one core copies.
    let copy: Double
    /// Bytes a second that one core seals as TLS does, in records of 16 KiB.
    let seal: Double
    /// Bytes a second of mask stream from one core.
    let stream: Double
    /// Bytes a second that one core hashes.
    let hash: Double
    let coreCount: Int
    /// How many threads wanted to run, on average over a minute, when the run began.
    let load: String

    static func measure() throws -> Floors {
        let bytes = [UInt8](repeating: 7, count: 8 << 20)
        let record = Data(repeating: 7, count: 16_384)
        let key = SymmetricKey(size: .bits256)
        let mask = MaskStream(key: SecretBytes(key: key))
        var kept = bytes
        return Floors(
            copy: rate(of: bytes.count) { _ in
                kept.replaceSubrange(kept.indices, with: bytes)
            },
            seal: try rate(of: 512 * record.count) { _ in
                for _ in 0..<512 { _ = try AES.GCM.seal(record, using: key).ciphertext.count }
            },
            stream: try rate(of: 64 * RingVector.chunkByteCount) { _ in
                for chunk in 0..<64 { _ = try mask.bytes(ofChunk: chunk).count }
            },
            hash: rate(of: bytes.count) { _ in _ = Digest(of: bytes) },
            coreCount: ProcessInfo.processInfo.activeProcessorCount,
            load: try Meter.load())
    }

    private static func rate(
        of byteCount: Int, _ work: (Int) throws -> Void
    ) rethrows -> Double {
        var best = Double.infinity
        for round in 0..<9 {
            let meter = Meter()
            try work(round)
            best = min(best, meter.wall)
        }
        return Double(byteCount) / best
    }

    /// The least seconds in which all cores together seal and open so many bytes.
    func secondsOfTLS(_ byteCount: Int) -> Double {
        2 * Double(byteCount) / seal / Double(coreCount)
    }

    var json: JSONValue {
        .object([
            "copy": .number(copy), "seal": .number(seal), "stream": .number(stream),
            "hash": .number(hash), "cores": .integer(Int64(coreCount)), "load": .string(load),
        ])
    }
}
