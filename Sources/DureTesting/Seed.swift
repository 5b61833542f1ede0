#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The number that makes a random test repeat.
///
/// `DURE_SEED=n` replays one seed everywhere; `DURE_SEEDS=n` takes no more than n of each batch.
package struct Seed: Hashable, Sendable, CustomStringConvertible {
    /// The number itself.
    package let value: UInt64

    /// A seed of that number.
    package init(_ value: UInt64) {
        self.value = value
    }

    /// So many different seeds, fewer or only one where the environment says so.
    package static func batch(_ count: Int) -> [Seed] {
        if let value = number("DURE_SEED") { return [Seed(value)] }
        let count = min(UInt64(count), number("DURE_SEEDS") ?? .max)
        return (0..<count).map { Seed($0 &* 0x2545_f491_4f6c_dd1d) }
    }

    private static func number(_ variable: String) -> UInt64? {
        // SAFETY: the text is copied at once; tests do not change their environment.
        unsafe getenv(variable).flatMap { unsafe UInt64(String(cString: $0)) }
    }

    /// A generator that starts at this seed.
    package var generator: SeededGenerator { SeededGenerator(seed: value) }

    package var description: String { "DURE_SEED=\(value)" }
}
