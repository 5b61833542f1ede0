/// Protocol buffers' wire format, as far as writing goes (protobuf.dev, "Encoding").
///
/// Fields stand in the order in which they are written, so the same calls give the same bytes.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: Int {
        case variable = 0
        case lengthPrefixed = 2
    }

    /// A whole number; a negative one takes ten bytes.
    mutating func integer(_ field: Int, _ value: Int) {
        tag(field, .variable)
        variable(UInt64(bitPattern: Int64(value)))
    }

    /// Whole numbers, packed.
    mutating func integers(_ field: Int, _ values: [Int]) {
        var packed = ProtobufWriter()
        for value in values { packed.variable(UInt64(bitPattern: Int64(value))) }
        data(field, packed.bytes)
    }

    mutating func text(_ field: Int, _ text: String) { data(field, Array(text.utf8)) }

    mutating func data(_ field: Int, _ content: [UInt8]) {
        tag(field, .lengthPrefixed)
        variable(UInt64(content.count))
        bytes += content
    }

    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        data(field, inner.bytes)
    }

    /// Fields that were written apart.
    mutating func append(_ other: ProtobufWriter) { bytes += other.bytes }

    private mutating func tag(_ field: Int, _ type: WireType) {
        variable(UInt64(field << 3 | type.rawValue))
    }

    private mutating func variable(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
