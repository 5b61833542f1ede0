extension [Double] {
    /// Adds numbers that stand in their bit patterns, big-endian, eight bytes each.
    ///
    /// - Parameters:
    ///   - bytes: Where they stand.
    ///   - range: A multiple of eight of those bytes.
    ///   - exception: The one pattern that need not be finite.
    /// - Returns: Whether all were finite, or the exception; where not, they were added all the same.
    package mutating func append(
        bigEndian bytes: [UInt8], in range: Range<Int>, exception: UInt64
    ) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "bytes that exist")
        precondition(range.count.isMultiple(of: 8), "whole numbers")
        let exponent: UInt64 = 0x7ff0_0000_0000_0000
        let numberCount = range.count / 8
        var isGood = true
        append(addingCapacity: numberCount) { out in
            // SAFETY: the range lies within the bytes and is a multiple of eight, as checked above;
            // as many numbers are written as there is room for, and declared initialised.
            unsafe bytes.withUnsafeBytes { raw in
                unsafe out.withUnsafeMutableBufferPointer { numbers, count in
                    for index in 0..<numberCount {
                        let start = range.lowerBound + 8 * index
                        let word = unsafe raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                        let bits = UInt64(bigEndian: word)
                        // Without a branch: a number that is not finite has all of these bits.
                        isGood = isGood && (bits & exponent != exponent || bits == exception)
                        unsafe numbers[index] = Double(bitPattern: bits)
                    }
                    count = numberCount
                }
            }
        }
        return isGood
    }
}
