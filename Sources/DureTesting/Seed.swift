#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The number that makes a random test repeat.
///
/// `DURE_SEED=n` replays one seed everywhere.
package struct Seed: Hashable, Sendable, CustomStringConvertible {
    /// The number itself.
    package let value: UInt64

    /// A seed of that number.
    package init(_ value: UInt64) {
        self.value = value
    }

    /// So many different seeds, or only the one that the environment names.
    package static func batch(_ count: Int) -> [Seed] {
        // SAFETY: the text is copied at once; tests do not change their environment.
        if let text = unsafe getenv("DURE_SEED"), let value = unsafe UInt64(String(cString: text)) {
            return [Seed(value)]
        }
        return (0..<UInt64(count)).map { Seed($0 &* 0x2545_f491_4f6c_dd1d) }
    }

    /// A generator that starts at this seed.
    package var generator: SeededGenerator { SeededGenerator(seed: value) }

    package var description: String { "DURE_SEED=\(value)" }
}
