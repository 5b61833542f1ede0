/// Reads TOML 1.0 text into nodes that know their lines.
///
/// Our own rather than a library's, because every error must name a line and no C++ should stand
/// between a charter and its meaning. Times of day are recognised but not kept.
struct TOMLParser {
    /// How deep lists, inline tables and dotted keys may go.
    static let depthMax = 16

    let bytes: [UInt8]
    var position = 0
    var line = 1
    /// The key being read, for errors.
    var key = ""

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The whole document as one table.
    mutating func document() throws(TOMLError) -> TOMLNode {
        try checkCharacters()
        let root = TOMLTableBuilder(line: 1, origin: .header)
        var current = root
        var path = ""
        while position < bytes.count {
            skipSpaces()
            if !isAtLineEnd {
                if peek == UInt8(ascii: "[") {
                    (current, path) = try header(below: root)
                } else {
                    try pair(into: current, path: path, depth: 0)
                }
                skipSpaces()
            }
            try endLine()
        }
        return root.node()
    }

    /// One `key = value`, where the key may be dotted.
    mutating func pair(
        into table: TOMLTableBuilder, path: String, depth: Int
    ) throws(TOMLError) {
        let start = line
        let parts = try keyParts()
        var table = table
        var full = path
        for part in parts.dropLast() {
            full = TOMLPath.joined(full, part)
            guard let next = table.dotted(part, line: start) else {
                throw TOMLError(line: start, key: full, problem: .duplicateKey)
            }
            table = next
        }
        let last = parts[parts.count - 1]
        full = TOMLPath.joined(full, last)
        key = full
        guard table.members[last] == nil else { throw error(.duplicateKey) }
        try expect("=")
        let content = try value(path: full, depth: depth)
        table.members[last] = .value(TOMLNode(line: start, content: content))
    }

    func error(_ problem: TOMLError.Problem) -> TOMLError {
        TOMLError(line: line, key: key, problem: problem)
    }

    // MARK: Headers and keys

    private mutating func header(
        below root: TOMLTableBuilder
    ) throws(TOMLError) -> (TOMLTableBuilder, String) {
        try expect("[")
        let isList = peek == UInt8(ascii: "[")
        if isList { position += 1 }
        let parts = try keyParts()
        try expect("]")
        if isList {
            guard peek == UInt8(ascii: "]") else { throw error(.syntax) }
            position += 1
        }
        return try open(parts, isList: isList, below: root)
    }

    private func open(
        _ parts: [String], isList: Bool, below root: TOMLTableBuilder
    ) throws(TOMLError) -> (TOMLTableBuilder, String) {
        var table = root
        var path = ""
        for (index, part) in parts.enumerated() {
            let next =
                if index < parts.count - 1 {
                    table.passed(by: part, line: line)
                } else if isList {
                    table.added(part, line: line)
                } else {
                    table.opened(part, line: line)
                }
            path = TOMLPath.joined(path, part)
            guard let next else { throw TOMLError(line: line, key: path, problem: .duplicateKey) }
            if case .tables(let tables) = table.members[part] {
                path = TOMLPath.element(path, tables.count - 1)
            }
            table = next
        }
        return (table, path)
    }

    private mutating func keyParts() throws(TOMLError) -> [String] {
        var parts: [String] = []
        repeat {
            guard parts.count < Self.depthMax else { throw error(.tooLarge(limit: Self.depthMax)) }
            skipSpaces()
            parts.append(try keyPart())
            skipSpaces()
        } while take(".")
        return parts
    }

    private mutating func keyPart() throws(TOMLError) -> String {
        if peek == UInt8(ascii: "\"") { return try basicString() }
        if peek == UInt8(ascii: "'") { return try literalString() }
        let start = position
        while let byte = peek, TOMLPath.isBare(byte) { position += 1 }
        guard position > start else { throw error(.syntax) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Characters

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    var isAtLineEnd: Bool {
        switch peek {
        case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): true
        default: false
        }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(TOMLError) {
        skipSpaces()
        guard take(character) else { throw error(.syntax) }
    }

    mutating func skipSpaces() {
        while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { position += 1 }
    }

    /// Skips a comment and the end of the line, which must be next.
    mutating func endLine() throws(TOMLError) {
        if peek == UInt8(ascii: "#") {
            while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
        }
        if peek == UInt8(ascii: "\r") { position += 1 }
        guard let byte = peek else { return }
        guard byte == UInt8(ascii: "\n") else { throw error(.syntax) }
        position += 1
        line += 1
        key = ""
    }

    /// UTF-8 only, and of the control characters only tab and the two that end a line.
    private func checkCharacters() throws(TOMLError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw TOMLError(line: 1, key: "", problem: .syntax)
        }
        var line = 1
        for (index, byte) in bytes.enumerated() {
            let isCarriageReturn = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
            if byte == 10 { line += 1 }
            guard byte >= 32 && byte != 127 || byte == 9 || byte == 10 || isCarriageReturn else {
                throw TOMLError(line: line, key: "", problem: .syntax)
            }
        }
    }
}

/// How keys are written in errors.
enum TOMLPath {
    static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The path with one more part; a part that is not a bare key is shown only as a mark, since a
    /// quoted key can hold anything.
    static func joined(_ path: String, _ part: String) -> String {
        let isPlain = !part.isEmpty && part.utf8.count <= 60 && part.utf8.allSatisfy(isBare)
        let shown = isPlain ? part : "\"…\""
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// The path of one element of a list, counted from 1 for people.
    static func element(_ path: String, _ index: Int) -> String { "\(path)[\(index + 1)]" }
}
