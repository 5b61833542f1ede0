internal import DureCharter

/// The rules that a new node starts with where its owner gives none: own data may come in and be
/// learnt from, sums may be shared for research under privacy, and nothing else.
package enum StarterCharter {
    /// The text of the rules for an economy: its pack's, or the generic one's.
    package static func text(_ economy: String) -> [UInt8] {
        CharterPack.of(economy: economy).charter(economy: economy)
    }

    /// The tests of those rules, as they lie beside them.
    package static var tests: [UInt8] { CharterPack.tests }
}
