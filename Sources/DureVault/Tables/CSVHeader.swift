/// What the first row of a file says, and where it stands.
package struct CSVHead: Sendable, Equatable {
    /// The columns in their order.
    package let names: [String]
    /// What stands between two fields.
    package let delimiter: UInt8
    /// Its bytes in what was read, without the line's end.
    package let place: Range<Int>
    /// Where the row after it begins.
    package let end: Int
    /// That row's number.
    package let nextRow: Int

    /// Reads the first row of a file.
    ///
    /// - Parameters:
    ///   - part: The beginning of the file, up to the end of some row.
    ///   - options: How the file is read; nothing but the first row is looked at closely.
    /// - Throws: ``VaultError`` for names that are none, and for rows that are none.
    package static func read(_ part: [UInt8], _ options: CSVOptions) throws(VaultError) -> CSVHead {
        var options = options
        options.wanted = []
        options.types = [:]
        var reader = try CSVReader(options)
        try reader.feed(part)
        _ = try reader.finishPartitions()
        guard let head = reader.head else { throw .emptyTable }
        return head
    }
}

/// The names of the columns, while the first row is being read.
struct HeaderBuilder: Sendable {
    private let limits: CSVLimits
    private(set) var names: [String] = []
    private var seen: Set<String> = []

    init(limits: CSVLimits) {
        self.limits = limits
    }

    /// Adds a name after checking it.
    mutating func add(_ bytes: [UInt8]) throws(VaultError) {
        let position = names.count + 1
        guard position <= limits.columnCountMax else {
            throw .tooManyColumns(limit: limits.columnCountMax)
        }
        let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        guard !bytes.isEmpty, bytes.count <= limits.columnNameByteCountMax, isPlain,
            UTF8Check.isValid(bytes.span, from: 0, to: bytes.count)
        else { throw .badColumnName(position: position) }
        let name = String(decoding: bytes, as: UTF8.self)
        guard seen.insert(name).inserted else {
            throw .duplicateColumn(position: position, name: name)
        }
        names.append(name)
    }
}

/// Finds out what separates the fields, from the first line that is not empty.
struct DelimiterFinder: Sendable {
    private static let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    private var counts = [Int](repeating: 0, count: candidates.count)
    private var isQuoted = false
    private var isEmpty = true

    /// Looks at the next bytes; true once the line has ended.
    mutating func look(at chunk: [UInt8]) -> Bool {
        for byte in chunk {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if isEmpty { continue }
                return true
            }
            isEmpty = false
            if let index = Self.candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        return false
    }

    /// The most frequent candidate outside of quotes; the comma before the tab before the
    /// semicolon.
    var best: UInt8 {
        var best = 0
        for index in counts.indices where counts[index] > counts[best] { best = index }
        return Self.candidates[best]
    }
}
