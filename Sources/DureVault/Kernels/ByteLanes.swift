/// Eight neighbouring bytes at once, for code that asks of many bytes what kind they are.
///
/// In this module, for a call to another one would cost more than the load.
enum ByteLanes {
    /// How many bytes ``load(_:at:)`` reads.
    static var count: Int { 8 }

    /// The bytes from `start` on, the first in the lowest bits; all eight must be there.
    @inline(__always)
    static func load(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
        precondition(start >= 0 && start <= bytes.count - 8)
        // SAFETY: the precondition says that eight bytes lie within the span from there on.
        return UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: start, as: UInt64.self))
    }
}

extension String {
    /// The text whose bytes in UTF-8 these are; what is none of it becomes U+FFFD.
    init(decoding bytes: Span<UInt8>) {
        // SAFETY: the pointer is read inside the closure only.
        self = unsafe bytes.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
