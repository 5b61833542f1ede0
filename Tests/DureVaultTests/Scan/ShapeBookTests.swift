import DureTesting
import Testing

@testable import DureVault

/// The quick way of looking at a table's cells, held to the whole way.
@Suite struct ShapeBookTests {
    private static let columns = [
        "x", "id", "phone", "dni", "name", "주민등록번호", "number", "passport", "주문번호", "Medicare",
    ]

    /// A quick and a whole way of the same column.
    private struct Pair {
        let context: ColumnContext
        var book: ShapeBook
        var quick: IdentifierScanner
        var whole: IdentifierScanner
        private(set) var foundCount = 0

        init(column: String, _ options: ScanOptions = ScanOptions()) {
            context = ColumnContext(name: column)
            book = ShapeBook(context)
            quick = IdentifierScanner(options)
            whole = IdentifierScanner(options)
        }

        /// Looks at a cell between others, of which it must see nothing.
        mutating func check(_ cell: [UInt8], padding: Int = 40) {
            guard !cell.isEmpty else { return }
            let table = Array("7204111038188,".utf8) + cell + Array(repeating: 0x39, count: padding)
            let found = book.findings(
                in: table.span, from: 14, to: 14 + cell.count, using: &quick)
            let expected = whole.findings(inTableCell: cell.span, column: context)
            #expect(found == expected, "\(String(decoding: cell, as: UTF8.self))")
            foundCount += expected.count
        }
    }

    @Test func `every known number is found the quick way as the whole way finds it`() throws {
        var cells: [String] = []
        for row in try ScanVectors.identifiers() {
            cells += ScanVectors.valid(of: row) + ScanVectors.invalid(of: row)
        }
        for row in try ScanVectors.variants() {
            cells += [row["written"] ?? ""]
        }
        for column in ["x", "id"] {
            var pair = Pair(column: column)
            // Twice: the second time, answers that were kept are given again.
            for cell in cells + cells {
                for written in [cell, "+" + cell] { pair.check(Array(written.utf8)) }
            }
            #expect(pair.foundCount > 500)
        }
    }

    @Test(arguments: Seed.batch(4))
    func `cells of random shapes are answered as the whole way answers them`(seed: Seed) {
        var generator = seed.generator
        let alphabet = Array("00000000000AaEeZ--.. ()+/:@=,'xM".utf8)
        for column in Self.columns {
            let options = ScanOptions(
                confidence: Finding.Confidence.allCases.randomElement(using: &generator) ?? .likely)
            var pair = Pair(column: column, options)
            for _ in 0..<24 {
                let shape = (0..<Int.random(in: 1...34, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? 0x30
                }
                for _ in 0..<6 { pair.check(Self.cell(of: shape, using: &generator)) }
            }
        }
    }

    @Test(arguments: Seed.batch(4))
    func `cells of known shapes and other digits are answered as the whole way answers`(
        seed: Seed
    ) throws {
        var generator = seed.generator
        let written =
            try ScanVectors.variants().compactMap { $0["written"] }
            + ScanVectors.identifiers().flatMap { ScanVectors.valid(of: $0) }
        for column in Self.columns {
            var pair = Pair(column: column)
            for _ in 0..<24 {
                let shape = Array((written.randomElement(using: &generator) ?? "").utf8)
                for _ in 0..<8 { pair.check(Self.cell(of: shape, using: &generator)) }
            }
            #expect(pair.foundCount > 0)
        }
    }

    @Test func `measurements and the last bytes of a table are no exception`() {
        var pair = Pair(column: "x")
        for cell in [
            "9001011234568.0", "9.001011234568e12", "720411103818.8", "7204111038188.00",
            "+7204111038188", "-7204111038188", "E-1234567", "1234567e3", "2024-01-05",
            "2024-01-05T12:33:44Z", "00821012345678", "01012345678", "ssn 123456789", "M. A",
            "M. ", "A", "가", "김", "@", "0", "王", "님",
        ] {
            for padding in [0, 1, 7, 8, 40] { pair.check(Array(cell.utf8), padding: padding) }
        }
    }

    /// The canary: every word that says what a number is has letters enough to be seen.
    @Test func `no word is so short that a cell with two letters could hold it`() {
        for word in ContextLexicon.shared.allWords + NameFinder.allWords
        where word.utf8.allSatisfy({ $0 < 0x80 }) {
            let letterCount = word.utf8.count { ASCII.isLetter($0) }
            let isSeen = !IdentifierScanner.isWordless(Array(word.utf8).span) || letterCount > 2
            // A title stands before a blank and a name, which has a letter too.
            let isTitle = NameWords.titles.split(separator: "|").contains { $0 == word }
            #expect(isSeen || isTitle, "\(word)")
        }
    }

    /// Other digits and letters of the same case in the places of a shape's.
    private static func cell(
        of shape: [UInt8], using generator: inout SeededGenerator
    ) -> [UInt8] {
        shape.map { byte in
            switch byte {
            case 0x30...0x39: .random(in: 0x30...0x39, using: &generator)
            case 0x41...0x5a: .random(in: 0x41...0x5a, using: &generator)
            case 0x61...0x7a: .random(in: 0x61...0x7a, using: &generator)
            default: byte
            }
        }
    }
}
