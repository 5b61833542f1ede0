package import DureCore
internal import DurePrivacy

/// The way out of contributions to one state of a study.
package struct ContributionEncoder: Sendable {
    /// How many numbers a contribution has.
    package let length: Int
    let coordinateBound: Double
    let mechanism: NoiseMechanism
    /// Shape [length]: what each number is multiplied by; nil where it stays as it is.
    let factors: [Double]?

    /// Makes a contribution fit to leave: scaled, checked against its bound, encoded, noised.
    ///
    /// - Throws: `FederationError.attemptAbandoned` for another number of numbers; as
    ///   ``RawUpdate/clipped(to:)`` and the encoding do.
    package func update(
        _ contribution: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws -> NoisedUpdate {
        var values = contribution
        if let factors {
            guard factors.count == values.count else {
                throw FederationError.attemptAbandoned(reason: .protocolBroken)
            }
            for index in values.indices { values[index] *= factors[index] }
        }
        return try RawUpdate(values).clipped(to: coordinateBound)
            .noised(by: mechanism, using: &generator)
    }
}
