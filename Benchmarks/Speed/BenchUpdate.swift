import DureCore
import DureFederation
import DurePrivacy

/// The update that a measured member makes: as a model's would be, in the ring of 2^32.
enum BenchUpdate {
    static let planHash = Digest(of: [3])
    static let bound = 1.0

    static func mechanism(memberCount: Int) throws -> NoiseMechanism {
        try NoiseMechanism(roundedWithin: bound, memberCount: memberCount)
    }

    /// What every member brings: halfway from the model to a known value for each coordinate.
    static func values(model: [UInt8]) throws -> [Double] {
        let words = try RingVector(bytes: model, wordSize: .w32).words32
        return words.enumerated().map { index, word in
            (Double(Float(bitPattern: word)) + target(index)) / 2
        }
    }

    /// Whether a sum can be one of such updates: the model lies between zero and the target, and
    /// so the sum between the half and the whole of all targets.
    static func check(_ sum: [Double], memberCount: Int) throws {
        let count = Double(memberCount)
        for (index, value) in sum.enumerated() {
            let whole = target(index)
            guard value > count * (whole / 2 - 1e-4), value < count * (whole + 1e-4) else {
                throw SpeedError.wrongSum
            }
        }
    }

    private static func target(_ index: Int) -> Double { Double(index % 1_000) / 1_100 }
}
