internal import DureCore

/// Arrays of numbers in Hugging Face's safetensors format: a little-endian length, a JSON header,
/// then the numbers, little-endian, without gaps.
package enum SafeTensors {
    /// The largest file that is read, in bytes.
    package static let byteCountMax = 256 << 20
    /// The largest header that is read, in bytes.
    package static let headerByteCountMax = 1 << 20

    /// The file's bytes.
    package static func bytes(of tensors: [NamedTensor]) -> [UInt8] {
        var header: [String: JSONValue] = [:]
        var data: [UInt8] = []
        for tensor in tensors {
            let start = data.count
            append(tensor.values, to: &data)
            header[tensor.name] = .object([
                "dtype": .string(tensor.values.type),
                "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
                "data_offsets": .array([
                    .integer(Int64(start)), .integer(Int64(data.count)),
                ]),
            ])
        }
        var text = JSONValue.object(header).canonicalBytes
        // Spaces at the end keep the numbers aligned for readers that map the file.
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        append(UInt64(text.count), to: &bytes)
        return bytes + text + data
    }

    /// Reads a file, in the order of the numbers.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` for what is no such file, has gaps or
    ///   overlaps, or holds other numbers than F64, F32 and I32.
    package static func tensors(of bytes: [UInt8]) throws(LearningError) -> [NamedTensor] {
        guard bytes.count >= 8, bytes.count <= byteCountMax else {
            throw .malformedModel(field: "tensors")
        }
        let length = word(bytes[...], at: 0, byteCount: 8)
        guard length <= UInt64(min(headerByteCountMax, bytes.count - 8)),
            let header = try? JSONValue(
                parsing: Array(bytes[8..<8 + Int(length)]), byteCountMax: headerByteCountMax),
            let members = header.members
        else { throw .malformedModel(field: "header") }  // What JSON found says no more here.
        let start = 8 + Int(length)
        var found: [(offset: Int, tensor: NamedTensor)] = []
        for (name, entry) in members where name != "__metadata__" {
            let offsets = (entry["data_offsets"]?.elements ?? []).compactMap(\.int)
            let shape = (entry["shape"]?.elements ?? []).compactMap(\.int)
            guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
                offsets[1] <= Int64(bytes.count - start),
                shape.count == entry["shape"]?.elements?.count,
                let count = product(shape),
                let values = values(
                    bytes[start + Int(offsets[0])..<start + Int(offsets[1])],
                    type: entry["dtype"]?.text, count: count)
            else { throw .malformedModel(field: "tensors") }
            found.append(
                (Int(offsets[0]), NamedTensor(name, shape: shape.map { Int($0) }, values)))
        }
        found.sort { ($0.offset, $0.tensor.name) < ($1.offset, $1.tensor.name) }
        var end = 0
        for (offset, tensor) in found {
            guard offset == end else { throw .malformedModel(field: "tensors") }
            end += tensor.values.byteCount
        }
        guard end == bytes.count - start else { throw .malformedModel(field: "tensors") }
        return found.map(\.tensor)
    }

    /// Nil where the shape is negative or too large to be.
    private static func product(_ shape: [Int64]) -> Int? {
        var count = 1
        for size in shape {
            guard size >= 0, size <= Int64(byteCountMax) else { return nil }
            let (product, isOver) = count.multipliedReportingOverflow(by: Int(size))
            guard !isOver, product <= byteCountMax else { return nil }
            count = product
        }
        return count
    }

    private static func values(
        _ bytes: ArraySlice<UInt8>, type: String?, count: Int
    ) -> NamedTensor.Values? {
        func words(_ byteCount: Int) -> [UInt64]? {
            guard bytes.count == count * byteCount else { return nil }
            return (0..<count).map {
                word(bytes, at: bytes.startIndex + $0 * byteCount, byteCount: byteCount)
            }
        }
        switch type {
        case "F64": return words(8).map { .doubles($0.map { Double(bitPattern: $0) }) }
        case "F32": return words(4).map { .floats($0.map { Float(bitPattern: UInt32($0)) }) }
        case "I32":
            return words(4).map { .integers($0.map { Int32(bitPattern: UInt32($0)) }) }
        default: return nil
        }
    }

    private static func word(
        _ bytes: ArraySlice<UInt8>, at start: Int, byteCount: Int
    ) -> UInt64 {
        (0..<byteCount).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }

    /// The numbers as little-endian bytes.
    static func data(of values: NamedTensor.Values) -> [UInt8] {
        var bytes: [UInt8] = []
        append(values, to: &bytes)
        return bytes
    }

    private static func append(_ values: NamedTensor.Values, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + values.byteCount)
        switch values {
        case .doubles(let values): for value in values { append(value.bitPattern, to: &bytes) }
        case .floats(let values): for value in values { append(value.bitPattern, to: &bytes) }
        case .integers(let values): for value in values { append(value, to: &bytes) }
        }
    }

    private static func append<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> Word(shift)))
        }
    }
}

extension NamedTensor.Values {
    fileprivate var type: String {
        switch self {
        case .doubles: "F64"
        case .floats: "F32"
        case .integers: "I32"
        }
    }

    fileprivate var byteCount: Int {
        switch self {
        case .doubles: count * 8
        case .floats, .integers: count * 4
        }
    }
}
