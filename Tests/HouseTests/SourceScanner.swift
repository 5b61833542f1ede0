/// Parts Swift code from its comments and string literals.
///
/// Knows nested comments, raw and multi-line literals and interpolation; not regular-expression
/// literals, which this house does not use.
struct SourceScanner {
    /// A string literal, by the place of its inside.
    struct Literal: Sendable {
        /// From the opening quote to behind the closing one, in bytes.
        let range: Range<Int>
        /// The inside as it is written, escapes and all.
        let text: String
    }

    /// The input, with comments and the inside of literals blanked.
    private(set) var code: [UInt8]
    /// All literals in the order of their ends.
    private(set) var literals: [Literal] = []

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code = bytes
    }

    /// Reads everything.
    mutating func scan() {
        scanCode(isInterpolation: false)
    }

    private func byte(_ distance: Int = 0) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    private func isAt(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        byte() == UInt8(ascii: first) && byte(1) == UInt8(ascii: second)
    }

    /// Reads code up to the end, or up to the `)` that ends an interpolation.
    private mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"): scanLineComment()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): scanBlockComment()
            case UInt8(ascii: "\""): scanLiteral(hashCount: 0)
            case UInt8(ascii: "`"): scanName()
            case UInt8(ascii: "#"):
                let count = hashCount()
                position += count
                if byte() == UInt8(ascii: "\"") { scanLiteral(hashCount: count) }
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                if isInterpolation && depth == 0 { return }
                depth -= 1
                position += 1
            default: position += 1
            }
        }
    }

    private func hashCount() -> Int {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return count
    }

    private mutating func blank() {
        if position < bytes.count, code[position] != UInt8(ascii: "\n") {
            code[position] = UInt8(ascii: " ")
        }
        position += 1
    }

    private mutating func scanLineComment() {
        while position < bytes.count, byte() != UInt8(ascii: "\n") { blank() }
    }

    /// A name in backticks, which may hold quotes, slashes and more.
    private mutating func scanName() {
        repeat {
            position += 1
        } while position < bytes.count && byte() != UInt8(ascii: "`")
            && byte() != UInt8(ascii: "\n")
        position += 1
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if isAt("/", "*") {
                depth += 1
                blank()
            } else if isAt("*", "/") {
                depth -= 1
                blank()
            }
            blank()
        } while depth > 0 && position < bytes.count
    }

    private mutating func scanLiteral(hashCount: Int) {
        let start = position
        let quoteCount = isAt("\"", "\"") && byte(2) == UInt8(ascii: "\"") ? 3 : 1
        position += quoteCount
        let inside = position
        while position < bytes.count {
            if isClosing(quoteCount: quoteCount, hashCount: hashCount) {
                let text = String(decoding: bytes[inside..<position], as: UTF8.self)
                position += quoteCount + hashCount
                literals.append(Literal(range: start..<position, text: text))
                return
            }
            if isEscape(hashCount: hashCount) {
                for _ in 0...hashCount { blank() }
                if byte() == UInt8(ascii: "(") {
                    position += 1
                    scanCode(isInterpolation: true)
                    position += 1
                    continue
                }
            }
            blank()
        }
    }

    private func isClosing(quoteCount: Int, hashCount: Int) -> Bool {
        (0..<quoteCount).allSatisfy { byte($0) == UInt8(ascii: "\"") }
            && (0..<hashCount).allSatisfy { byte(quoteCount + $0) == UInt8(ascii: "#") }
    }

    private func isEscape(hashCount: Int) -> Bool {
        byte() == UInt8(ascii: "\\")
            && (0..<hashCount).allSatisfy { byte(1 + $0) == UInt8(ascii: "#") }
    }
}
