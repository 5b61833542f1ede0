package import DureCore
internal import Synchronization

/// What the coordinator broadcasts before a round: all that `contribution` and `advance` need.
///
/// Its canonical bytes are the model bytes that every member hashes into its masks' context
/// (protocol.md, 3.2), so members who were sent different states get a sum of garbage.
package struct ModelState: Sendable, Hashable {
    /// The version of the canonical bytes.
    package static let version: UInt32 = 1
    /// The largest state that is read, in bytes; twice as many letters fit a message.
    package static let byteCountMax = 6 << 20
    /// The most numbers in either list.
    package static let numberCountMax = 750_000

    /// The name of the algorithm that the state belongs to.
    package let algorithm: String
    /// How many sums went into the state; 0 at the start.
    package let round: UInt32
    /// The coefficients at which members evaluate: the intercept's, then one for each feature.
    package let coefficients: [Double]
    /// What the algorithm carries from round to round besides; its layout is the algorithm's.
    package let memory: [Double]
    private let digestMemo = DigestMemo()

    /// Takes the parts of a state; all numbers finite.
    package init(algorithm: String, round: UInt32, coefficients: [Double], memory: [Double] = []) {
        self.algorithm = algorithm
        self.round = round
        self.coefficients = coefficients
        self.memory = memory
    }

    /// The state one sum later.
    func successor(_ coefficients: [Double], memory: [Double] = []) -> ModelState {
        ModelState(
            algorithm: algorithm, round: round + 1, coefficients: coefficients, memory: memory)
    }

    /// Whether a state of so many numbers can be sent and read.
    package static func holds(coefficientCount: Int, memoryCount: Int) -> Bool {
        max(coefficientCount, memoryCount) <= numberCountMax
            && (coefficientCount + memoryCount) * 8 + headByteCountMax <= byteCountMax
    }

    /// More than the label, the name, the round and the lengths take.
    private static let headByteCountMax = 256

    /// Why nobody could read this state, or nil where it is as it should be.
    var flaw: FailureReason? {
        guard Self.holds(coefficientCount: coefficients.count, memoryCount: memory.count) else {
            return .stateTooLarge
        }
        let isFinite = coefficients.allSatisfy(\.isFinite) && memory.allSatisfy(\.isFinite)
        return isFinite ? nil : .stateNotFinite
    }

    /// The canonical bytes: label, version, algorithm, round, and both lists as bit patterns.
    package var canonicalBytes: [UInt8] {
        var bytes = CanonicalBytes(label: "dure/model-state")
        bytes.append(Self.version)
        bytes.append(algorithm)
        bytes.append(round)
        bytes.append(Self.packed(coefficients))
        bytes.append(Self.packed(memory))
        return bytes.bytes
    }

    /// SHA-256 of the canonical bytes: the model hash of the next round.
    package var digest: Digest { digestMemo.digest { canonicalBytes } }

    /// Reads canonical bytes.
    ///
    /// - Throws: ``WireError`` for bytes that are cut short, too many, of another version, or that
    ///   hold NaN or infinity.
    package init(canonicalBytes bytes: [UInt8]) throws(WireError) {
        guard bytes.count <= Self.byteCountMax else {
            throw .tooLarge(field: "model state", limit: Self.byteCountMax)
        }
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 32) == "dure/model-state" else {
            throw .malformed(field: "label")
        }
        let version = try reader.uint32("version")
        guard version == Self.version else { throw .version(found: version) }
        algorithm = try reader.text("algorithm", byteCountMax: Name.byteCountMax)
        round = try reader.uint32("round")
        coefficients = try Self.numbers("coefficients", from: &reader)
        memory = try Self.numbers("memory", from: &reader)
        try reader.finish()
    }

    private static func packed(_ numbers: [Double]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 8)
        for number in numbers { bytes.append(bigEndian: number.bitPattern) }
        return bytes
    }

    private static func numbers(
        _ name: String, from reader: inout CanonicalReader
    ) throws(WireError) -> [Double] {
        let bytes = try reader.field(name, byteCountMax: numberCountMax * 8)
        guard bytes.count.isMultiple(of: 8) else { throw .wrongLength(field: name) }
        var numbers: [Double] = []
        numbers.reserveCapacity(bytes.count / 8)
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let pattern = bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let number = Double(bitPattern: pattern)
            guard number.isFinite else { throw .malformed(field: name) }
            numbers.append(number)
        }
        return numbers
    }
}

/// Remembers a digest, as many members of a simulation ask one state for it.
///
/// Any two are equal: a state is told by its numbers alone.
private final class DigestMemo: Sendable, Hashable {
    private let known = Mutex<Digest?>(nil)

    func digest(of bytes: () -> [UInt8]) -> Digest {
        known.withLock { known in
            let digest = known ?? Digest(of: bytes())
            known = digest
            return digest
        }
    }

    static func == (one: DigestMemo, other: DigestMemo) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
