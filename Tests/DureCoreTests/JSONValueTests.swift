import DureCore
import DureTesting
import Testing

@Suite struct JSONValueTests {
    /// Values from RFC 8785, appendix B, and around ECMA-262's changes of layout.
    @Test(arguments: [
        ("0x0p0", "0"), ("-0x0p0", "0"), ("0x1p-1074", "5e-324"), ("-0x1p-1074", "-5e-324"),
        ("0x1.fffffffffffffp1023", "1.7976931348623157e+308"),
        ("0x1p53", "9007199254740992"), ("295147905179352830000", "295147905179352830000"),
        ("9.999999999999997e22", "9.999999999999997e+22"), ("1e23", "1e+23"), ("1e21", "1e+21"),
        ("999999999999999900000", "999999999999999900000"), ("1e-6", "0.000001"),
        ("9.999999999999997e-7", "9.999999999999997e-7"),
        ("333333333.33333329", "333333333.3333333"), ("0.1", "0.1"), ("100", "100"),
        ("-1.5", "-1.5"),
    ])
    func `numbers are written as ECMAScript writes them`(number: String, text: String) throws {
        let value = try #require(Double(number))
        #expect(JSONValue.number(value).canonicalText == text)
    }

    @Test func `members are sorted by UTF-16 code units`() {
        // RFC 8785, 3.2.3.
        let value: JSONValue = [
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        ]
        let text = value.canonicalText
        let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
        let positions = order.compactMap { text.firstRange(of: $0)?.lowerBound }
        #expect(positions.count == order.count)
        #expect(positions == positions.sorted())
    }

    @Test func `control characters are escaped and others are not`() {
        let text = JSONValue.string("\u{1f}\n\"\\/\u{7f}가").canonicalText
        #expect(text == "\"\\u001f\\n\\\"\\\\/\u{7f}가\"")
    }

    @Test func `text that is read is written canonically`() throws {
        let text = Array(#" {"b": [1, 2.50, null, true], "a": {"z": "é", "y": -3}} "#.utf8)
        let value = try JSONValue(parsing: text, byteCountMax: 1_000)
        #expect(value.canonicalText == #"{"a":{"y":-3,"z":"é"},"b":[1,2.5,null,true]}"#)
        #expect(value["a"]?["y"]?.int == -3)
    }

    @Test func `text over its limit, and text that is not JSON, is refused`() {
        #expect(throws: WireError.tooLarge(field: "json", limit: 3)) {
            try JSONValue(parsing: Array("null".utf8), byteCountMax: 3)
        }
        for text in ["", "{", "[1 2]", "nul", "\"\u{1}"] {
            #expect(throws: WireError.malformed(field: "json")) {
                try JSONValue(parsing: Array(text.utf8), byteCountMax: 100)
            }
        }
    }

    @Test(arguments: Seed.batch(200))
    func `canonical text reads back as the same value`(seed: Seed) throws {
        var generator = seed.generator
        let value = Self.random(depth: 3, using: &generator)
        let text = value.canonicalBytes
        let again = try JSONValue(parsing: text, byteCountMax: 1 << 20)
        #expect(again.canonicalBytes == text, "\(seed)")
    }

    @Test(arguments: Seed.batch(20))
    func `numbers of few digits, and their neighbours, are written as Swift writes them`(
        seed: Seed
    ) {
        var generator = seed.generator
        for _ in 0..<500 {
            let size = Double(
                sign: .plus, exponent: .random(in: 0..<56, using: &generator), significand: 1)
            let whole = Double.random(in: -size...size, using: &generator).rounded()
            let steps: [Double] = [1, 10, 100, 1_000, 10_000]
            let step = steps[Int.random(in: steps.indices, using: &generator)]
            for number in [whole / step, (whole / step).nextUp, (whole / step).nextDown] {
                let text = JSONValue.number(number).canonicalText
                #expect(Double(text)?.bitPattern == (number + 0).bitPattern)
                let plain = number.description
                guard !plain.contains("e") else { continue }
                let isWhole = plain.hasSuffix(".0")
                #expect(text == (number == 0 ? "0" : isWhole ? "\(plain.dropLast(2))" : plain))
            }
        }
    }

    private static func random(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: -1_000_000...1_000_000, using: &generator))
        case 3:
            let number = Double(bitPattern: generator.next())
            return .number(number.isFinite ? number : 0.5)
        case 4: return .string(String(generator.next(), radix: 36) + "\n가\"")
        case 5: return .array((0..<3).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            return .object(
                Dictionary(
                    uniqueKeysWithValues: (0..<3).map {
                        ("k\($0)", random(depth: depth - 1, using: &generator))
                    }))
        }
    }
}
