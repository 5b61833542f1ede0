/// Cuts a table's text into parts that end where rows end, so that each can be read by itself.
///
/// In separated values a line's end within quotes is none; JSON has no line's end within a text.
package struct RowCutter: Sendable {
    private let hasQuotes: Bool
    private let partByteCount: Int
    private let openByteCountMax: Int
    /// What was not handed over yet; begins with a row.
    private var bytes: [UInt8] = []
    /// So many bytes must be there before a row's end is looked for.
    private var neededByteCount: Int

    /// Starts at the beginning of a table.
    ///
    /// - Parameters:
    ///   - hasQuotes: Whether quotes may hold line ends: separated values, not JSON Lines.
    ///   - limits: A row that is longer than these allow is handed over as it is, for its reader
    ///     to refuse.
    ///   - partByteCount: About so many bytes make a part.
    package init(
        hasQuotes: Bool, limits: CSVLimits = CSVLimits(), partByteCount: Int = 1 << 20
    ) {
        self.hasQuotes = hasQuotes
        self.partByteCount = partByteCount
        openByteCountMax = 2 * limits.rowByteCountMax
        neededByteCount = partByteCount
    }

    /// Takes the next bytes; answers the part that they complete.
    package mutating func feed(_ chunk: [UInt8]) -> [UInt8]? {
        bytes += chunk
        guard bytes.count >= neededByteCount else { return nil }
        guard let end = lastEnd ?? (bytes.count > openByteCountMax ? bytes.count : nil) else {
            neededByteCount = 2 * bytes.count
            return nil
        }
        neededByteCount = partByteCount
        defer { bytes.removeSubrange(..<end) }
        return Array(bytes[..<end])
    }

    /// Says that the table ends here; answers the last part.
    package mutating func finish() -> [UInt8]? {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : bytes
    }

    /// Where the last complete row ends.
    ///
    /// The number of quotes before a place tells whether it lies within some: a quote that is
    /// doubled counts twice, and a stray one ends the reading.
    private var lastEnd: Int? {
        let bytes = bytes.span
        var isInside = false
        if hasQuotes {
            for index in 0..<bytes.count where bytes[index] == Byte.quote { isInside.toggle() }
        }
        // What follows a carriage return at the very end is not known yet.
        for index in stride(from: bytes.count - 1, through: 0, by: -1) {
            switch bytes[index] {
            case Byte.quote where hasQuotes: isInside.toggle()
            case Byte.lineFeed where !isInside: return index + 1
            case Byte.carriageReturn where !isInside && hasQuotes && index + 1 < bytes.count:
                return index + 1
            default: break
            }
        }
        return nil
    }
}
