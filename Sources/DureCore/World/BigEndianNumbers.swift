extension [Double] {
    /// Adds numbers that stand in their bit patterns, big-endian, eight bytes each.
    ///
    /// - Parameters:
    ///   - bytes: Where they stand.
    ///   - range: A multiple of eight of those bytes.
    ///   - exception: The one pattern that need not be finite.
    /// - Returns: Whether all were finite, or the exception; where not, some may have been added.
    package mutating func append(
        bigEndian bytes: [UInt8], in range: Range<Int>, exception: UInt64
    ) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "bytes that exist")
        precondition(range.count.isMultiple(of: 8), "whole numbers")
        // SAFETY: the range lies within the bytes and is a multiple of eight, as checked above; the
        // pointer is used only inside the closure.
        return unsafe bytes.withUnsafeBytes { raw in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let word = unsafe raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                let number = Double(bitPattern: UInt64(bigEndian: word))
                guard number.isFinite || number.bitPattern == exception else { return false }
                append(number)
            }
            return true
        }
    }
}
