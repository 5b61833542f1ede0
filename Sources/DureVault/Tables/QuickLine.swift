internal import DureCore

/// Reads a line of JSON Lines in one pass, where it is as lines mostly are: an object whose members
/// come in the order of the columns, with plain names, short numbers, and texts without escapes.
///
/// Whatever else a line holds is left to the reader of JSON, so that this one decides nothing: it
/// writes what that one would write, or it writes nothing.
struct QuickLine: Sendable {
    /// More digits may be read in more than one way.
    private static let numberByteCountMax = 15

    private struct Column {
        /// As JSON writes it, in quotes.
        let name: [UInt8]
        let isWanted: Bool
    }

    private let columns: [Column]

    init(columns: [String], wanted: Set<String>?) {
        self.columns = columns.map {
            Column(
                name: JSONValue.string($0).canonicalBytes, isWanted: wanted?.contains($0) != false)
        }
    }

    /// Adds the line's values, separated by commas, and a line's end; false, and nothing is added,
    /// where the line has to be read as JSON.
    func write(_ bytes: [UInt8], _ line: Range<Int>, to values: inout [UInt8]) -> Bool {
        // The reader of JSON knows what a row of one column needs.
        guard columns.count > 1 else { return false }
        let start = values.count
        var cursor = Cursor(bytes: bytes, position: line.lowerBound, end: line.upperBound)
        guard write(&cursor, to: &values) else {
            values.removeLast(values.count - start)
            return false
        }
        return true
    }

    private func write(_ cursor: inout Cursor, to values: inout [UInt8]) -> Bool {
        guard cursor.takes(UInt8(ascii: "{")) else { return false }
        var place = 0
        repeat {
            cursor.skipSpaces()
            while place < columns.count, !cursor.takes(columns[place].name) {
                if place > 0 { values.append(Byte.comma) }
                place += 1
            }
            guard place < columns.count, cursor.takes(UInt8(ascii: ":")) else { return false }
            if place > 0 { values.append(Byte.comma) }
            guard let value = cursor.value(Self.numberByteCountMax) else { return false }
            if columns[place].isWanted { cursor.append(value, to: &values) }
            place += 1
        } while cursor.takes(Byte.comma)
        guard cursor.takes(UInt8(ascii: "}")), cursor.isAtEnd else { return false }
        for _ in place..<columns.count { values.append(Byte.comma) }
        values.append(Byte.lineFeed)
        return true
    }

    private enum Value {
        case missing
        case plain(Range<Int>)
        /// Without its quotes.
        case text(Range<Int>)
    }

    private struct Cursor {
        private static let null = Array("null".utf8)
        private static let `true` = Array("true".utf8)
        private static let `false` = Array("false".utf8)

        let bytes: [UInt8]
        var position: Int
        let end: Int

        /// The next byte; zero, which no JSON holds, at the end.
        private var next: UInt8 { position < end ? bytes[position] : 0 }

        var isAtEnd: Bool {
            mutating get {
                skipSpaces()
                return position == end
            }
        }

        mutating func skipSpaces() {
            while next == Byte.space || next == Byte.carriageReturn || next == 0x09 {
                position += 1
            }
        }

        /// Passes that byte, and spaces before it; false where it does not come.
        mutating func takes(_ byte: UInt8) -> Bool {
            skipSpaces()
            guard next == byte else { return false }
            position += 1
            return true
        }

        /// Passes those bytes; false where they do not come.
        mutating func takes(_ word: [UInt8]) -> Bool {
            guard end - position >= word.count else { return false }
            for index in 0..<word.count where bytes[position + index] != word[index] {
                return false
            }
            position += word.count
            return true
        }

        /// The next value; nil where it is not a plain one.
        mutating func value(_ numberByteCountMax: Int) -> Value? {
            skipSpaces()
            let start = position
            switch next {
            case Byte.quote: return text()
            case UInt8(ascii: "n"): return takes(Self.null) ? .missing : nil
            case UInt8(ascii: "t"):
                return takes(Self.true) ? .plain(start..<position) : nil
            case UInt8(ascii: "f"):
                return takes(Self.false) ? .plain(start..<position) : nil
            default:
                guard takesNumber(), position - start <= numberByteCountMax else { return nil }
                return .plain(start..<position)
            }
        }

        /// RFC 8259, section 6, without an exponent.
        private mutating func takesNumber() -> Bool {
            if next == UInt8(ascii: "-") { position += 1 }
            let whole = position
            let isZero = next == UInt8(ascii: "0")
            skipDigits()
            guard position > whole, !isZero || position == whole + 1 else { return false }
            guard next == UInt8(ascii: ".") else { return next | 0x20 != UInt8(ascii: "e") }
            position += 1
            let fraction = position
            skipDigits()
            return position > fraction && next | 0x20 != UInt8(ascii: "e")
        }

        private mutating func skipDigits() {
            while next &- UInt8(ascii: "0") < 10 { position += 1 }
        }

        private mutating func text() -> Value? {
            position += 1
            let start = position
            while next != Byte.quote {
                guard next >= 0x20, next != UInt8(ascii: "\\") else { return nil }
                position += 1
            }
            guard UTF8Check.isValid(bytes.span, from: start, to: position) else { return nil }
            position += 1
            return .text(start..<position - 1)
        }

        func append(_ value: Value, to values: inout [UInt8]) {
            switch value {
            case .missing: break
            case .plain(let place): values += bytes[place]
            case .text(let place):
                values.append(Byte.quote)
                values += bytes[place]
                values.append(Byte.quote)
            }
        }
    }
}
