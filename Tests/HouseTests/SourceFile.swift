/// A Swift file, taken apart just far enough for the rules of this house.
struct SourceFile: Sendable {
    /// One word or one sign of the code, outside comments and string literals.
    struct Token: Sendable {
        /// The word, or the single sign.
        let text: Substring
        /// From 1.
        let line: Int
        /// Where it stands in ``SourceFile/code``, in bytes.
        let offset: Int
        /// Whether white space or a line's start stands before it.
        let hasSpaceBefore: Bool
    }

    /// From the package's root, with `/` between parts.
    let path: String
    /// The lines as they are.
    let lines: [Substring]
    /// The code with comments and the inside of literals blanked; bytes keep their places.
    let code: [UInt8]
    /// Every string literal, by its place in ``code``.
    let literals: [SourceScanner.Literal]
    /// The code's words and signs, in order.
    let tokens: [Token]
    /// Where each word or sign stands among the tokens.
    private let places: [Substring: [Int]]

    init(path: String, text: String) {
        var scanner = SourceScanner(Array(text.utf8))
        scanner.scan()
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = scanner.code
        literals = scanner.literals
        tokens = Self.tokens(of: scanner.code)
        var places: [Substring: [Int]] = [:]
        for (index, token) in tokens.enumerated() { places[token.text, default: []].append(index) }
        self.places = places
    }

    /// The names between the slashes of the path.
    var folders: [Substring] { path.split(separator: "/").dropLast() }

    /// The target that the file belongs to.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// A broken rule in this file.
    func finding(_ line: Int, _ rule: String) -> Finding {
        Finding(path: path, line: line, rule: rule)
    }

    /// Where these words and signs stand one after the other.
    ///
    /// White space between them does not matter, but before `!`, which then is "not".
    func occurrences(of pattern: [Substring]) -> [Token] {
        indices(of: pattern[0]).compactMap { start in
            guard start + pattern.count <= tokens.count else { return nil }
            for (distance, word) in pattern.enumerated() {
                let token = tokens[start + distance]
                guard token.text == word, word != "!" || !token.hasSpaceBefore else { return nil }
            }
            return tokens[start]
        }
    }

    /// Where the word stands among the tokens.
    func indices(of word: Substring) -> [Int] { places[word] ?? [] }

    /// The index of the token that closes what the token at `open` opens.
    func closing(_ open: Int) -> Int? {
        let pairs: [Substring: Substring] = ["(": ")", "{": "}", "[": "]"]
        let opener = tokens[open].text
        guard let closer = pairs[opener] else { return nil }
        var depth = 0
        for index in open..<tokens.count {
            if tokens[index].text == opener { depth += 1 }
            if tokens[index].text == closer { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static func tokens(of code: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var isAfterSpace = true
        var start = 0
        while start < code.count {
            let byte = code[start]
            let end = end(of: code, from: start)
            let isSpace = byte == space || byte == newline
            if !isSpace {
                tokens.append(
                    Token(
                        text: Substring(decoding: code[start..<end], as: UTF8.self), line: line,
                        offset: start, hasSpaceBefore: isAfterSpace))
            }
            if byte == newline { line += 1 }
            isAfterSpace = isSpace
            start = end
        }
        return tokens
    }

    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")
    private static let backtick = UInt8(ascii: "`")

    /// Where the word, the name in backticks or the single sign ends.
    private static func end(of code: [UInt8], from start: Int) -> Int {
        var end = start + 1
        if code[start] == backtick {
            while end < code.count, code[end] != backtick, code[end] != newline { end += 1 }
            return min(end + 1, code.count)
        }
        guard isWord[Int(code[start])] else { return end }
        while end < code.count, isWord[Int(code[end])] { end += 1 }
        return end
    }

    /// Letters, digits, `_`, and all that is not ASCII.
    private static let isWord: [Bool] = (0...255).map { (byte: UInt8) in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 128...:
            true
        default: false
        }
    }
}
