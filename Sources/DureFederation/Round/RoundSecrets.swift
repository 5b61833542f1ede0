internal import DureCore
internal import DurePrivacy

/// The secrets of one member for one attempt (protocol.md, 3.3).
///
/// They end with the attempt.
final class RoundSecrets: Sendable {
    /// Determines the mask key and the pair secrets; shared.
    let maskSecret: SecretBytes
    /// Determines the self mask; shared.
    let selfSeed: SecretBytes
    /// Opens share boxes; never shared, so whoever recovers z cannot open what was sent here.
    let channel: BoxKeyPair
    /// Opens pair boxes.
    let mask: BoxKeyPair

    init(
        context: RoundContext, using generator: inout some SecureRandomNumberGenerator
    ) throws {
        let suite = context.plan.suite
        maskSecret = SecretBytes(count: 32, using: &generator)
        selfSeed = SecretBytes(count: 32, using: &generator)
        channel = try suite.freshKeyPair(using: &generator)
        mask = try suite.keyPair(
            seed: AttemptSecrets.maskKeySeed(z: maskSecret, sctx: context.sctx))
    }
}
