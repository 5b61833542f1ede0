internal import DureCore

/// Reads the binary format of `COPY … TO STDOUT` as it arrives, row by row.
///
/// Feed it chunks of any size, then ``finish()``. Nothing of what it is fed is trusted: signature,
/// flags, counts and lengths are checked, and a stream that ends before its trailer, or goes on
/// behind it, is an error. After an error the reader is of no more use. PostgreSQL 15, `COPY`,
/// "Binary Format".
struct CopyReader {
    private static let signature: [UInt8] = [
        0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00,
    ]
    /// Signature, flags, and the length of what may follow them.
    private static let headByteCount = signature.count + 8
    /// Flags that a reader must know; object numbers in the rows are one, and long gone.
    private static let criticalFlags: UInt32 = 0xffff_0000
    private static let extensionByteCountMax = 1 << 16

    private enum State {
        case head
        case rows
        case ended
    }

    private let values: [CopyValue]
    private let limits: CSVLimits
    private var state = State.head
    /// What was fed and is not read yet.
    private var bytes: [UInt8] = []
    private var position = 0
    /// The rows since the last cut, as texts.
    private var texts: [UInt8] = []
    private var fields: [Field] = []
    private var rowNumbers: [Int] = []
    private var cutByteCount = 0
    /// How many rows were read.
    private(set) var rowCount = 0
    private let names: [String]

    /// A reader of rows with those columns.
    init(columns: [InPlaceTable.Column], limits: CSVLimits = CSVLimits()) {
        values = columns.map { CopyValue(type: $0.type, isText: $0.kind == .text) }
        names = columns.map(\.name)
        self.limits = limits
    }

    /// Takes the next bytes, and answers the partitions that are complete with them.
    ///
    /// - Throws: ``VaultError/copyBroken(row:)``, ``VaultError/raggedRow(row:found:expected:)``,
    ///   ``VaultError/rowTooLong(row:limit:)``, ``VaultError/fieldTooLong(row:column:limit:)``.
    mutating func feed(_ chunk: [UInt8]) throws(VaultError) -> [FieldRows] {
        bytes += chunk
        var cut: [FieldRows] = []
        while try step() {
            let isFull =
                rowNumbers.count == TableContent.rowCountMax
                || cutByteCount >= TableContent.partitionByteCount
            if isFull { cut.append(takeRows()) }
        }
        bytes.removeSubrange(0..<position)
        position = 0
        return cut
    }

    /// Says that the stream ends here, and answers the last rows.
    ///
    /// - Throws: ``VaultError/copyBroken(row:)`` where its trailer has not come.
    mutating func finish() throws(VaultError) -> FieldRows {
        guard state == .ended, bytes.isEmpty else { throw broken }
        return takeRows()
    }

    // MARK: The machine

    /// True where something was read; false where more bytes are needed.
    private mutating func step() throws(VaultError) -> Bool {
        switch state {
        case .head: return try readHead()
        case .rows: return try readRow()
        case .ended:
            guard position == bytes.count else { throw broken }
            return false
        }
    }

    private mutating func readHead() throws(VaultError) -> Bool {
        let known = min(bytes.count, Self.signature.count)
        guard bytes[..<known].elementsEqual(Self.signature[..<known]) else { throw broken }
        guard bytes.count >= Self.headByteCount else { return false }
        let flags = UInt32(bitPattern: number(at: Self.signature.count))
        let more = Int(number(at: Self.signature.count + 4))
        guard flags & Self.criticalFlags == 0, 0...Self.extensionByteCountMax ~= more else {
            throw broken
        }
        guard bytes.count >= Self.headByteCount + more else { return false }
        position = Self.headByteCount + more
        state = .rows
        return true
    }

    private mutating func readRow() throws(VaultError) -> Bool {
        guard bytes.count - position >= 2 else { return false }
        let count = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        if count == 0xffff {
            position += 2
            state = .ended
            return true
        }
        guard count == values.count else {
            throw .raggedRow(row: rowCount + 1, found: count, expected: values.count)
        }
        guard let end = try rowEnd() else { return false }
        position += 2
        rowCount += 1
        // Other holds on both, so that one can be read while the other grows.
        let input = bytes
        var output: [UInt8] = []
        swap(&output, &texts)
        defer { swap(&output, &texts) }
        for column in values.indices { try readField(column, of: input, to: &output) }
        assert(position == end)
        rowNumbers.append(rowCount)
        cutByteCount += 8 * values.count
        return true
    }

    /// Where the row ends that begins here; nil where its end has not come.
    private func rowEnd() throws(VaultError) -> Int? {
        var place = position + 2
        for column in values.indices {
            guard bytes.count - place >= 4 else { return nil }
            let length = Int(number(at: place))
            place += 4
            guard length >= -1 else { throw broken }
            guard length <= limits.fieldByteCountMax else {
                throw .fieldTooLong(
                    row: rowCount + 1, column: names[column], limit: limits.fieldByteCountMax)
            }
            place += max(0, length)
            guard place - position <= limits.rowByteCountMax else {
                throw .rowTooLong(row: rowCount + 1, limit: limits.rowByteCountMax)
            }
        }
        return place <= bytes.count ? place : nil
    }

    private mutating func readField(
        _ column: Int, of input: [UInt8], to output: inout [UInt8]
    ) throws(VaultError) {
        let length = Int(number(at: position))
        position += 4
        let start = output.count
        guard length >= 0 else {
            fields.append(Field(start: start, byteCount: 0, isQuoted: false))
            return
        }
        let value = input.span.extracting(position..<position + length)
        guard values[column].write(value, to: &output) else {
            throw .copyBroken(row: rowCount)
        }
        position += length
        let byteCount = output.count - start
        cutByteCount += byteCount
        fields.append(
            Field(start: start, byteCount: byteCount, isQuoted: values[column].type.isText))
    }

    private mutating func takeRows() -> FieldRows {
        defer {
            texts.removeAll(keepingCapacity: true)
            fields.removeAll(keepingCapacity: true)
            rowNumbers.removeAll(keepingCapacity: true)
            cutByteCount = 0
        }
        return FieldRows(
            bytes: texts, fields: fields, columnCount: values.count, rowNumbers: rowNumbers)
    }

    private func number(at place: Int) -> Int32 {
        var bits: UInt32 = 0
        for offset in 0..<4 { bits = bits << 8 | UInt32(bytes[place + offset]) }
        return Int32(bitPattern: bits)
    }

    private var broken: VaultError { .copyBroken(row: rowCount + 1) }
}
