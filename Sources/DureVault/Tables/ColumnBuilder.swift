internal import DureCore

/// One column while its table is being read.
///
/// The fields' bytes lie one behind the other; a string is made of them only at the end, and only
/// in a column of texts. Numbers are read at once. A column's bytes are kept beside its numbers
/// as long as a later row can still turn it into texts.
struct ColumnBuilder: Sendable {
    /// What is wrong with a field; the reader adds the row and the column.
    enum Fault {
        case notUTF8
        case notANumber
        /// The rows before looked like numbers.
        case notANumberAnyMore
    }

    let name: String
    private var declared: ColumnType?
    /// Whether the type follows from the rows that were cut off, and nobody declared it.
    private var isInferred = false
    private var isNumeric: Bool
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var numbers: [Double] = []
    private var missingCount = 0
    private var fieldStart = 0
    private var distinctNumbers = DistinctNumbers()
    private var distinctTexts: Set<String> = []

    init(name: String, declared: ColumnType?) {
        self.name = name
        self.declared = declared
        isNumeric = declared != .text
    }

    /// Adds to the field that is being read.
    @inline(__always)
    mutating func append(_ run: ArraySlice<UInt8>) {
        bytes.append(contentsOf: run)
    }

    /// Closes the field and says what is wrong with it, if anything is.
    mutating func endField(isQuoted: Bool) -> Fault? {
        if !isQuoted { trimTrailingSpaces() }
        defer { fieldStart = bytes.count }
        if isMissing(isQuoted: isQuoted) {
            bytes.removeLast(bytes.count - fieldStart)
            missingCount += 1
            if isNumeric { numbers.append(.nan) }
        } else if isNumeric {
            if let number = NumberParser.parse(bytes, from: fieldStart, to: bytes.count) {
                numbers.append(number)
            } else {
                if declared == .number { return isInferred ? .notANumberAnyMore : .notANumber }
                isNumeric = false
                numbers = []
            }
        }
        if declared == .number {
            bytes.removeAll(keepingCapacity: true)
            return nil
        }
        if !isNumeric, !UTF8Check.isValid(bytes, from: fieldStart, to: bytes.count) {
            return .notUTF8
        }
        ends.append(UInt32(bytes.count))
        return nil
    }

    /// Forgets the field that is being read.
    mutating func dropField() {
        bytes.removeLast(bytes.count - fieldStart)
    }

    /// The bytes of the texts since the last cut; none where the column holds numbers so far.
    var textByteCount: Int { isNumeric ? 0 : bytes.count }

    /// The rows since the last cut; from now on the column keeps its type.
    mutating func cut() -> RecordBatch.Column {
        defer {
            if declared == nil {
                declared = isNumeric ? .number : .text
                isInferred = true
            }
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            numbers = []
            fieldStart = 0
        }
        guard isNumeric else { return .texts(texts()) }
        for number in numbers where !number.isNaN { distinctNumbers.insert(number) }
        return .numbers(numbers)
    }

    /// What is known of the column after its last cut.
    var schema: TableSchema.Column {
        let distinctCount =
            isNumeric
            ? distinctNumbers.count : min(distinctTexts.count, TableSchema.distinctCountMax)
        return TableSchema.Column(
            name: name, type: isNumeric ? .number : .text, missingCount: missingCount,
            distinctCount: distinctCount)
    }

    private mutating func texts() -> [String] {
        var distinct = DistinctTexts()
        var texts: [String] = []
        texts.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            let end = Int(end)
            texts.append(start == end ? "" : distinct.text(of: bytes, from: start, to: end))
            start = end
        }
        if distinctTexts.count < TableSchema.distinctCountMax {
            distinctTexts.formUnion(distinct.texts)
        }
        return texts
    }

    private mutating func trimTrailingSpaces() {
        while bytes.count > fieldStart, bytes[bytes.count - 1] == UInt8(ascii: " ") {
            bytes.removeLast()
        }
    }

    /// Nothing at all, or `?` or `NA` outside of quotes.
    private func isMissing(isQuoted: Bool) -> Bool {
        switch bytes.count - fieldStart {
        case 0: true
        case 1: !isQuoted && bytes[fieldStart] == UInt8(ascii: "?")
        case 2:
            !isQuoted && bytes[fieldStart] == UInt8(ascii: "N")
                && bytes[fieldStart + 1] == UInt8(ascii: "A")
        default: false
        }
    }
}
