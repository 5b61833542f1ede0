internal import DureCore

/// Turns JSON Lines into separated values as they arrive, for the reader of those.
///
/// One object a line. Its members are the columns, in the order in which the first lines name
/// them; a member that is left out, or `null`, is a missing value. Numbers keep the digits that
/// they are written with. A line is never held longer than it takes to read it, but for the first
/// ones, which tell the columns.
package struct JSONLines: Sendable {
    /// So many lines, or bytes, tell which columns there are.
    private static let headLineCount = 1_024
    private static let headByteCount = 1 << 20

    private let limits: CSVLimits
    /// What has come and was not turned yet.
    private var bytes: [UInt8] = []
    private var row: Int
    /// The columns whose values are handed over; nil for all.
    private let wanted: Set<String>?
    /// Reads lines as they mostly are.
    private var quick: QuickLine?
    /// Whether a line has ended; only of use before the columns are known.
    private var hasLine = false
    private var places: [String: Int]?
    /// The columns; nil until enough lines have come.
    package private(set) var columns: [String]?
    /// Columns in which the first lines hold texts, be they digits.
    package private(set) var textColumns: Set<String> = []

    /// Starts at the beginning of a file.
    ///
    /// - Parameters:
    ///   - columns: The columns and their order; nil lets the first lines tell them.
    ///   - wanted: The columns whose values are handed over, the others' being left empty; nil for
    ///     all.
    ///   - firstRow: The number of the first line, where this is a part of a file.
    package init(
        limits: CSVLimits = CSVLimits(), columns: [String]? = nil, wanted: Set<String>? = nil,
        firstRow: Int = 1
    ) {
        self.limits = limits
        self.columns = columns
        self.wanted = wanted
        row = firstRow
        quick = columns.map { QuickLine(columns: $0, wanted: wanted) }
        places = columns.map { names in
            Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Whether a file that begins so is JSON Lines: no table of separated values begins with a
    /// brace.
    package static func begins(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        return text.first { !isSpace($0) } == UInt8(ascii: "{")
    }

    /// Takes the next bytes of the file, and answers separated values without a header.
    ///
    /// - Throws: ``VaultError/notAnObject(row:)``, ``VaultError/nestedValue(row:column:)``,
    ///   ``VaultError/lateColumn(row:column:)``, ``VaultError/rowTooLong(row:limit:)``.
    package mutating func feed(_ chunk: [UInt8]) throws(VaultError) -> [UInt8] {
        var chunk = chunk[...]
        if row == 1, bytes.isEmpty, chunk.starts(with: [0xef, 0xbb, 0xbf]) {
            chunk = chunk.dropFirst(3)
        }
        bytes += chunk
        if columns == nil {
            hasLine = hasLine || chunk.contains(UInt8(ascii: "\n"))
            guard bytes.count >= Self.headByteCount else { return [] }
            // The first line may be as long as any other.
            guard hasLine else {
                guard bytes.count <= limits.rowByteCountMax else {
                    throw .rowTooLong(row: row, limit: limits.rowByteCountMax)
                }
                return []
            }
            try openHead(isEnd: false)
        }
        return try takeLines(isEnd: false)
    }

    /// Says that the file ends here, and answers the rest.
    ///
    /// - Throws: As ``feed(_:)`` does.
    package mutating func finish() throws(VaultError) -> [UInt8] {
        if columns == nil { try openHead(isEnd: true) }
        return try takeLines(isEnd: true)
    }

    /// Finds the columns in the first lines.
    private mutating func openHead(isEnd: Bool) throws(VaultError) {
        var names: [String] = []
        var known: Set<String> = []
        var (start, line) = (0, 1)
        while line <= Self.headLineCount, let end = lineEnd(from: start, isEnd: isEnd) {
            for member in try Self.members(bytes[start..<end], line, limits) {
                if known.insert(member.name).inserted { names.append(member.name) }
                if case .text = member.value { textColumns.insert(member.name) }
            }
            guard names.count <= limits.columnCountMax else {
                throw .tooManyColumns(limit: limits.columnCountMax)
            }
            (start, line) = (end + 1, line + 1)
        }
        columns = names
        quick = QuickLine(columns: names, wanted: wanted)
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    private mutating func takeLines(isEnd: Bool) throws(VaultError) -> [UInt8] {
        guard let places, let quick else { return [] }
        var values: [UInt8] = []
        values.reserveCapacity(bytes.count)
        var start = 0
        while let end = lineEnd(from: start, isEnd: isEnd) {
            if end - start <= limits.rowByteCountMax, quick.write(bytes, start..<end, to: &values) {
                (start, row) = (end + 1, row + 1)
                continue
            }
            let members = try Self.members(bytes[start..<end], row, limits)
            // An object without members is a row of missing values, an empty line is none.
            if !members.isEmpty || bytes[start..<end].contains(UInt8(ascii: "{")) {
                try write(members, places, to: &values)
            }
            values.append(UInt8(ascii: "\n"))
            (start, row) = (end + 1, row + 1)
        }
        bytes.removeFirst(min(start, bytes.count))
        guard bytes.count <= limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: limits.rowByteCountMax)
        }
        return values
    }

    /// Where the line ends; nil where its end has not come.
    private func lineEnd(from start: Int, isEnd: Bool) -> Int? {
        guard start < bytes.count else { return nil }
        let bytes = bytes.span
        var index = start
        while index <= bytes.count - ByteLanes.count {
            let ends = Byte.places(of: Byte.lineFeed, in: ByteLanes.load(bytes, at: index))
            if ends != 0 { return index + ends.trailingZeroBitCount >> 3 }
            index += ByteLanes.count
        }
        while index < bytes.count {
            if bytes[index] == Byte.lineFeed { return index }
            index += 1
        }
        return isEnd ? bytes.count : nil
    }

    private func write(
        _ members: [Member], _ places: [String: Int], to values: inout [UInt8]
    ) throws(VaultError) {
        var fields = [[UInt8]](repeating: [], count: places.count)
        for member in members {
            guard let place = places[member.name] else {
                throw .lateColumn(row: row, column: member.name)
            }
            guard wanted?.contains(member.name) != false else { continue }
            switch member.value {
            case .missing: break
            case .plain(let text): fields[place] = text
            case .text(let text): fields[place] = Self.quoted(text)
            }
        }
        // A row of nothing but a missing value is a row all the same.
        if fields.count == 1, fields[0].isEmpty { fields[0] = Self.quoted("") }
        values += fields.joined(separator: [UInt8(ascii: ",")])
    }

    private static func quoted(_ text: String) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var field = [quote]
        for byte in text.utf8 {
            if byte == quote { field.append(quote) }
            field.append(byte)
        }
        return field + [quote]
    }

    fileprivate static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a
    }
}

// MARK: One line

extension JSONLines {
    private struct Member {
        enum Value {
            case missing
            /// A number's digits, or `true`, `false`.
            case plain([UInt8])
            case text(String)
        }

        let name: String
        let value: Value
    }

    /// The members of the object in a line, in their order; none for an empty line.
    private static func members(
        _ line: ArraySlice<UInt8>, _ row: Int, _ limits: CSVLimits
    ) throws(VaultError) -> [Member] {
        guard line.count <= limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: limits.rowByteCountMax)
        }
        guard line.contains(where: { !isSpace($0) }) else { return [] }
        // What JSON found wrong would tell of the content: the row is enough.
        guard
            let object = try? JSONValue(
                parsing: Array(line), byteCountMax: limits.rowByteCountMax),
            let known = object.members
        else { throw .notAnObject(row: row) }
        var cursor = Cursor(line)
        var members: [Member] = []
        while let (name, value) = cursor.next() {
            guard let value else { throw .nestedValue(row: row, column: name) }
            members.append(Member(name: name, value: Self.value(value, known[name])))
        }
        // A name that stands twice has two values, of which nobody can say which is meant.
        guard Set(members.map(\.name)).count == members.count else {
            throw .notAnObject(row: row)
        }
        return members
    }

    private static func value(_ bytes: ArraySlice<UInt8>, _ read: JSONValue?) -> Member.Value {
        switch read {
        case .string(let text)?: .text(text)
        case .null?, nil: .missing
        default: .plain(Array(bytes))
        }
    }

    /// Walks over the members of an object that is known to be JSON.
    private struct Cursor {
        private let bytes: ArraySlice<UInt8>
        private var position: Int

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            position = bytes.startIndex
            skip { isSpace($0) || $0 == UInt8(ascii: "{") }
        }

        /// The next name, and its value as it is written; no value where it is nested.
        mutating func next() -> (name: String, value: ArraySlice<UInt8>?)? {
            skip { isSpace($0) || $0 == UInt8(ascii: ",") }
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
                return nil
            }
            // It was read as JSON before, so that a name is one as well.
            let name = try? JSONValue(parsing: Array(string()), byteCountMax: bytes.count).text
            skip { isSpace($0) || $0 == UInt8(ascii: ":") }
            guard let name, position < bytes.endIndex else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): return (name, nil)
            case UInt8(ascii: "\""): return (name, string())
            default:
                let start = position
                let ends: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "}")]
                skip { !isSpace($0) && !ends.contains($0) }
                return (name, bytes[start..<position])
            }
        }

        /// A string with its quotation marks.
        private mutating func string() -> ArraySlice<UInt8> {
            let start = position
            position += 1
            while position < bytes.endIndex, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, bytes.endIndex)
            return bytes[start..<position]
        }

        private mutating func skip(while isSkipped: (UInt8) -> Bool) {
            while position < bytes.endIndex, isSkipped(bytes[position]) { position += 1 }
        }
    }
}
