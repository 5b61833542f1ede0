#if _endian(big)
    #error("The wire's words are little-endian, and so is every machine this is built for.")
#endif

/// Word-by-word arithmetic between vectors and little-endian bytes.
///
/// Every function checks its bounds once, then runs over raw memory: with a check per word the
/// masks of a round cost three times as much.
enum RingKernel {
    /// Adds `source` to `target`, word by word; both have the same count.
    static func add<Word: FixedWidthInteger>(_ source: [Word], to target: inout [Word]) {
        precondition(source.count == target.count)
        for index in target.indices { target[index] &+= source[index] }
    }

    /// Takes `source` from `target`, word by word; both have the same count.
    static func subtract<Word: FixedWidthInteger>(_ source: [Word], from target: inout [Word]) {
        precondition(source.count == target.count)
        for index in target.indices { target[index] &-= source[index] }
    }

    /// Adds or takes away little-endian words, given as bytes, from word `first` on.
    static func apply(
        _ bytes: [UInt8], to words: inout [UInt32], from first: Int, sign: MaskSign
    ) {
        // SAFETY: the pointer is used inside the closure only.
        unsafe bytes.withUnsafeBytes {
            unsafe apply($0, to: &words, from: first, sign: sign)
        }
    }

    /// Adds or takes away little-endian words, given as bytes, from word `first` on.
    static func apply(
        _ bytes: [UInt8], to words: inout [UInt64], from first: Int, sign: MaskSign
    ) {
        // SAFETY: the pointer is used inside the closure only.
        unsafe bytes.withUnsafeBytes {
            unsafe apply($0, to: &words, from: first, sign: sign)
        }
    }

    /// Little-endian bytes of the words in the range.
    static func bytes<Word: FixedWidthInteger>(of words: [Word], in range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= words.count)
        let size = MemoryLayout<Word>.size
        // SAFETY: the target holds `size` bytes for each word of the range, which exists in `words`
        // as checked; all of it is written.
        return unsafe [UInt8](unsafeUninitializedCapacity: range.count * size) { target, count in
            unsafe words.withUnsafeBufferPointer { source in
                var offset = 0
                for index in range {
                    unsafe UnsafeMutableRawBufferPointer(target).storeBytes(
                        of: source[index], toByteOffset: offset, as: Word.self)
                    offset += size
                }
            }
            count = range.count * size
        }
    }

    /// Adds or takes away the words behind the pointer: the one loop that every mask runs through.
    static func apply(
        _ source: UnsafeRawBufferPointer, to words: inout [UInt32], from first: Int, sign: MaskSign
    ) {
        unsafe apply(
            source, to: &words, from: first, sign: sign, lanes: SIMD16<UInt32>.self)
    }

    /// Adds or takes away the words behind the pointer: the one loop that every mask runs through.
    static func apply(
        _ source: UnsafeRawBufferPointer, to words: inout [UInt64], from first: Int, sign: MaskSign
    ) {
        unsafe apply(
            source, to: &words, from: first, sign: sign, lanes: SIMD8<UInt64>.self)
    }

    @inline(__always)
    private static func apply<Lanes: SIMD>(
        _ source: UnsafeRawBufferPointer, to words: inout [Lanes.Scalar], from first: Int,
        sign: MaskSign, lanes: Lanes.Type
    ) where Lanes.Scalar: FixedWidthInteger {
        let size = MemoryLayout<Lanes.Scalar>.size
        let count = source.count / size
        precondition(first >= 0 && count <= words.count - first, "the words must exist")
        precondition(source.count == count * size, "whole words only")
        // SAFETY: `count` words from `first` on exist in `words`, and `count` words in `source`,
        // as checked above; the two never overlap, and all access is unaligned.
        unsafe words.withUnsafeMutableBytes { target in
            guard count > 0, let from = source.baseAddress, let base = target.baseAddress else {
                return
            }
            let to = unsafe base + first * size
            let end = count * size
            let whole = end - end % MemoryLayout<Lanes>.size
            for offset in stride(from: 0, to: whole, by: MemoryLayout<Lanes>.size) {
                let left = unsafe (to + offset).loadUnaligned(as: Lanes.self)
                let right = unsafe (from + offset).loadUnaligned(as: Lanes.self)
                unsafe (to + offset).storeBytes(
                    of: sign == .add ? left &+ right : left &- right, as: Lanes.self)
            }
            for offset in stride(from: whole, to: end, by: size) {
                let left = unsafe (to + offset).loadUnaligned(as: Lanes.Scalar.self)
                let right = unsafe (from + offset).loadUnaligned(as: Lanes.Scalar.self)
                unsafe (to + offset).storeBytes(
                    of: sign == .add ? left &+ right : left &- right, as: Lanes.Scalar.self)
            }
        }
    }
}
