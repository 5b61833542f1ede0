extension TOMLParser {
    /// The value that comes next.
    mutating func value(path: String, depth: Int) throws(TOMLError) -> TOMLNode.Content {
        guard depth < Self.depthMax else { throw error(.tooLarge(limit: Self.depthMax)) }
        skipSpaces()
        switch peek {
        case UInt8(ascii: "\""):
            return .string(
                starts(with: "\"\"\"") ? try longString("\"\"\"") : try basicString())
        case UInt8(ascii: "'"):
            return .string(starts(with: "'''") ? try longString("'''") : try literalString())
        case UInt8(ascii: "["): return try list(path: path, depth: depth)
        case UInt8(ascii: "{"): return try inlineTable(path: path, depth: depth)
        default: return try scalar()
        }
    }

    private mutating func list(path: String, depth: Int) throws(TOMLError) -> TOMLNode.Content {
        try expect("[")
        var elements: [TOMLNode] = []
        while true {
            try skipLines()
            if take("]") { return .array(elements) }
            let start = line
            let element = TOMLPath.element(path, elements.count)
            let content = try value(path: element, depth: depth + 1)
            elements.append(TOMLNode(line: start, content: content))
            try skipLines()
            if take(",") { continue }
            guard take("]") else { throw error(.syntax) }
            return .array(elements)
        }
    }

    private mutating func inlineTable(
        path: String, depth: Int
    ) throws(TOMLError) -> TOMLNode.Content {
        try expect("{")
        let table = TOMLTableBuilder(line: line, origin: .header)
        skipSpaces()
        guard !take("}") else { return table.node().content }
        repeat {
            skipSpaces()
            try pair(into: table, path: path, depth: depth + 1)
            skipSpaces()
        } while take(",")
        guard take("}") else { throw error(.syntax) }
        key = path
        return table.node().content
    }

    /// Skips spaces, comments and ends of lines, as they may stand inside a list.
    private mutating func skipLines() throws(TOMLError) {
        skipSpaces()
        while position < bytes.count && isAtLineEnd {
            let place = key
            try endLine()
            key = place
            skipSpaces()
        }
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[position...].starts(with: text.description.utf8)
    }

    // MARK: Texts

    mutating func literalString() throws(TOMLError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "'") {
            guard byte != UInt8(ascii: "\n") else { throw error(.syntax) }
            position += 1
        }
        let end = position
        guard take("'") else { throw error(.syntax) }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    mutating func basicString() throws(TOMLError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte != UInt8(ascii: "\n") else { throw error(.syntax) }
            position += 1
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: try escape().utf8)
            } else {
                text.append(byte)
            }
        }
        guard take("\"") else { throw error(.syntax) }
        return String(decoding: text, as: UTF8.self)
    }

    /// A text over several lines, in either kind of quotes.
    private mutating func longString(_ quotes: StaticString) throws(TOMLError) -> String {
        let quote = quotes.description.utf8.first
        position += 3
        _ = take("\r")
        if take("\n") { line += 1 }
        var text: [UInt8] = []
        while let byte = peek {
            if starts(with: quotes) {
                position += 3
                // One or two more quotes belong to the text itself.
                for _ in 0..<2 where peek == quote {
                    text.append(byte)
                    position += 1
                }
                return String(decoding: text, as: UTF8.self)
            }
            position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
                if try !skipFoldedLine() { text.append(contentsOf: try escape().utf8) }
            } else {
                text.append(byte)
            }
        }
        throw error(.syntax)
    }

    /// After a backslash: where only spaces follow on the line, skips all white space.
    private mutating func skipFoldedLine() throws(TOMLError) -> Bool {
        var end = position
        while end < bytes.count, bytes[end] == 32 || bytes[end] == 9 || bytes[end] == 13 {
            end += 1
        }
        guard end < bytes.count, bytes[end] == 10 else { return false }
        while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 {
            if byte == 10 { line += 1 }
            position += 1
        }
        return true
    }

    private mutating func escape() throws(TOMLError) -> String {
        guard let byte = peek else { throw error(.syntax) }
        position += 1
        switch byte {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "u"): return try scalarEscape(digitCount: 4)
        case UInt8(ascii: "U"): return try scalarEscape(digitCount: 8)
        default: throw error(.syntax)
        }
    }

    private mutating func scalarEscape(digitCount: Int) throws(TOMLError) -> String {
        guard position + digitCount <= bytes.count else { throw error(.syntax) }
        let digits = bytes[position..<position + digitCount]
        position += digitCount
        guard digits.allSatisfy({ TOMLScalar.isDigit($0, radix: 16) }),
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw error(.syntax) }
        return String(Character(scalar))
    }

    // MARK: Numbers, truth and days

    private mutating func scalar() throws(TOMLError) -> TOMLNode.Content {
        var token = word()
        // A day and a time may stand apart by one space.
        if TOMLScalar.date(token) != nil, peek == 32, position + 1 < bytes.count,
            TOMLScalar.isDigit(bytes[position + 1], radix: 10)
        {
            position += 1
            token += "T" + word()
        }
        guard let content = TOMLScalar.content(token) else { throw error(.syntax) }
        return content
    }

    private mutating func word() -> String {
        let start = position
        while let byte = peek,
            TOMLPath.isBare(byte) || [0x2b, 0x2e, 0x3a].contains(byte)  // + . :
        {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
