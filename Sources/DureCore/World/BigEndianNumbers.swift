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
        let numberCount = range.count / 8
        var wasBad: UInt64 = 0
        append(addingCapacity: numberCount) { out in
            // SAFETY: the range lies within the bytes and is a multiple of eight, as checked above;
            // as many numbers are written as there is room for, and declared initialised.
            unsafe bytes.withUnsafeBytes { raw in
                unsafe out.withUnsafeMutableBufferPointer { numbers, count in
                    let words = unsafe UnsafeRawBufferPointer(rebasing: raw[range])
                    wasBad = unsafe Self.copy(words, to: numbers, exception)
                    count = numberCount
                }
            }
        }
        return wasBad == 0
    }

    /// Writes the numbers, and answers zero where all of them are good.
    ///
    /// No branch for each: in a number that is not finite all bits of the exponent are set, so that
    /// adding one to it turns the sign.
    @unsafe private static func copy(
        _ words: UnsafeRawBufferPointer, to numbers: UnsafeMutableBufferPointer<Double>,
        _ exception: UInt64
    ) -> UInt64 {
        var turned: UInt64 = 0
        for index in 0..<words.count / 8 {
            let word = unsafe words.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self)
            let bits = UInt64(bigEndian: word)
            let judged = bits == exception ? 0 : bits
            turned |= judged ^ (judged &+ 1 << 52)
            unsafe numbers[index] = Double(bitPattern: bits)
        }
        return turned >> 63
    }
}
