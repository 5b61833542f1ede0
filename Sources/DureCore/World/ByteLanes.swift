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

extension String {
    /// The text whose bytes in UTF-8 these are; what is none of it becomes U+FFFD.
    @inlinable
    package init(decoding bytes: Span<UInt8>) {
        // SAFETY: the pointer is read inside the closure only.
        self = unsafe bytes.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
