/// Eight neighbouring bytes at once, for code that asks of many bytes what kind they are.
package enum ByteLanes {
    /// How many bytes ``load(_:at:)`` reads.
    @inlinable
    package static var count: Int { 8 }

    /// The bytes from `start` on, the first in the lowest bits; all eight must be there.
    @inlinable
    @inline(__always)
    package static func load(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
        precondition(start >= 0 && start <= bytes.count - count)
        // SAFETY: the precondition says that eight bytes lie within the span from there on.
        return UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: start, as: UInt64.self))
    }
}
