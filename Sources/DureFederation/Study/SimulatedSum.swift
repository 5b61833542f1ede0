package import DureCore
internal import DurePrivacy

/// A round's sum in the ring, as the coordinator would open it, where nothing has to be hidden.
package struct SimulatedSum: Sendable {
    private let bound: Double
    private let mechanism: NoiseMechanism
    private(set) var words: RingVector

    /// An empty sum of so many numbers.
    ///
    /// - Parameter bound: The largest magnitude of one coordinate of one contribution.
    package init(length: Int, bound: Double, mechanism: NoiseMechanism) {
        self.bound = bound
        self.mechanism = mechanism
        words = RingVector(zeros: length, wordSize: mechanism.wordSize)
    }

    /// Adds one member's contribution, checked, encoded and noised as the member would do it.
    ///
    /// - Throws: As ``RawUpdate/clipped(to:)`` and the encoding do.
    package mutating func add(
        _ contribution: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws {
        let update = try RawUpdate(contribution).clipped(to: bound)
            .noised(by: mechanism, using: &generator)
        try words.add(update.words)
    }

    /// Adds what one member would mask and send.
    ///
    /// - Throws: `SecureAggregationError` where it is of another shape.
    package mutating func add(_ update: NoisedUpdate) throws {
        try words.add(update.words)
    }

    /// Adds the sum of other members.
    ///
    /// - Throws: `SecureAggregationError` where it is of another shape.
    package mutating func add(_ other: SimulatedSum) throws {
        try words.add(other.words)
    }

    /// The sum as numbers.
    package func values() throws -> [Double] { try mechanism.decode(words) }
}
