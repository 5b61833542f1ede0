import DureCharter
import DureTesting
import Testing

@Suite struct TOMLReaderTests {
    private func read(_ text: String) throws(TOMLError) -> TOMLReader {
        try TOMLReader(parsing: Array(text.utf8), byteCountMax: 10_000)
    }

    /// A value of every type that TOML has.
    private static let everyType =
        #"""
        # A comment.
        text = "a\tb \u00e9 \U0001F33E \"q\""
        raw = 'C:\path'
        long = """
        first \
            second
        third"""
        rawLong = '''
        a''b'''
        quote = """a"""""
        whole = -1_000
        hex = 0xFf
        octal = 0o17
        binary = 0b1010
        real = 6.5e-3
        round = 3e2
        yes = true
        day = 2026-02-28
        moment = 1979-05-27T07:32:00.5-08:00
        spaced = 1979-05-27 07:32:00Z
        words = [ "a", # one
            'b',
        ]
        reals = [1, 2.5]
        wholes = []
        "quoted key" = 1
        a.b.c = 2
        inner = { x = 1, y = { z = "deep" }, p.q = true }
        [table]
        here = 1
        [table.below]
        here = 2
        [[list]]
        n = 1
        [list.sub]
        m = 10
        [[list]]
        n = 2
        """#

    @Test func `values of every type are read`() throws {
        let file = try read(Self.everyType)
        #expect(try file.string("text") == "a\tb é 🌾 \"q\"")
        #expect(try file.string("raw") == "C:\\path")
        #expect(try file.string("long") == "first second\nthird")
        #expect(try file.string("rawLong") == "a''b")
        #expect(try file.string("quote") == "a\"\"")
        #expect(try file.integer("whole") == -1000)
        #expect(try file.integer("hex") == 255)
        #expect(try file.integer("octal") == 15)
        #expect(try file.integer("binary") == 10)
        #expect(try file.double("real") == 0.0065)
        #expect(try file.double("round") == 300)
        #expect(try file.double("whole") == -1000)
        #expect(try file.bool("yes"))
        #expect(try file.date("day") == "2026-02-28")
        #expect(try file.strings("words") == ["a", "b"])
        #expect(try file.doubles("reals") == [1, 2.5])
        #expect(try file.integers("wholes") == [])
        #expect(try file.integer("quoted key") == 1)
        #expect(try file.table("a").table("b").integer("c") == 2)
        #expect(try file.table("inner").table("y").string("z") == "deep")
        #expect(try file.table("inner").table("p").bool("q"))
        #expect(try file.table("table").table("below").integer("here") == 2)
        let list = try file.tables("list")
        #expect(try list.map { try $0.integer("n") } == [1, 2])
        #expect(try list[0].table("sub").integer("m") == 10)
        #expect(list[1].path == "list[2]")
        #expect(try file.optionalString("none") == nil)
        #expect(try file.tables("none").isEmpty)
    }

    @Test func `an error has the line and the dotted key`() throws {
        let file = try read(
            """
            [study]
            name = "a"
            columns = [
                "x",
                5,
            ]
            [[member]]
            id = 1
            [[member]]
            id = "two"
            text = {
            """.replacing("text = {", with: "size = 3.5\nday = 2026-02-01T00:00:00"))
        let study = try file.table("study")
        func error(_ line: Int, _ key: String, _ problem: TOMLError.Problem) -> TOMLError {
            TOMLError(line: line, key: key, problem: problem)
        }
        #expect(throws: error(5, "study.columns", .wrongType(expected: .string))) {
            try study.strings("columns")
        }
        #expect(throws: error(1, "study.question", .missing)) { try study.string("question") }
        #expect(throws: error(3, "study.columns", .unknownKey)) {
            try study.refuseUnknownKeys(allowed: ["name"])
        }
        let second = try file.tables("member")[1]
        #expect(throws: error(10, "member[2].id", .wrongType(expected: .integer))) {
            try second.integer("id")
        }
        #expect(throws: error(11, "member[2].size", .wrongType(expected: .integer))) {
            try second.integer("size")
        }
        #expect(throws: error(11, "member[2].size", .outOfRange(min: 0, max: 1))) {
            try second.double("size", in: 0...1)
        }
        #expect(throws: error(12, "member[2].day", .wrongType(expected: .date))) {
            try second.date("day")
        }
        #expect(throws: error(7, "member", .wrongType(expected: .table))) {
            try file.table("member")
        }
    }

    @Test(
        arguments: [
            ("a = 1\na = 2", 2, .duplicateKey), ("[a]\n[a]", 2, .duplicateKey),
            ("a = 1\n[a]", 2, .duplicateKey), ("a = 1\n[a.b]", 2, .duplicateKey),
            ("[[a]]\n[a]", 2, .duplicateKey), ("[a]\n[[a]]", 2, .duplicateKey),
            ("a = []\n[[a]]", 2, .duplicateKey), ("a = {b=1}\n[a.c]", 2, .duplicateKey),
            ("a = {b=1}\na.c = 2", 2, .duplicateKey), ("[a]\nb.c=1\n[a.b]", 3, .duplicateKey),
            ("[a.b]\nx=1\n[a]\nb.y=2", 4, .duplicateKey), ("x = {a=1, a=2}", 1, .duplicateKey),
            ("a.b = 1\na.b.c = 2", 2, .duplicateKey),
            ("a", 1, .syntax), ("a =", 1, .syntax), ("= 1", 1, .syntax),
            ("a = 1 b = 2", 1, .syntax),
            ("\na = \"x\ny\"", 2, .syntax), ("a = 'x", 1, .syntax), ("a = \"\\x\"", 1, .syntax),
            ("a = \"\\ud800\"", 1, .syntax), ("a = 01", 1, .syntax), ("a = 1__0", 1, .syntax),
            ("a = _1", 1, .syntax), ("a = 1.", 1, .syntax), ("a = .5", 1, .syntax),
            ("a = 1e", 1, .syntax), ("a = 0x", 1, .syntax), ("a = +0x1", 1, .syntax),
            ("a = 9223372036854775808", 1, .syntax), ("a = True", 1, .syntax),
            ("a = on", 1, .syntax),
            ("a = 2026-02-29", 1, .syntax), ("a = 2026-13-01", 1, .syntax),
            ("a = 25:00:00", 1, .syntax),
            ("a = [1", 1, .syntax), ("a = [1 2]", 1, .syntax), ("a = {b = 1,}", 1, .syntax),
            ("a = {b = 1\n}", 1, .syntax), ("[a", 1, .syntax), ("[[a]", 1, .syntax),
            ("[]", 1, .syntax),
            ("[a] b = 1", 1, .syntax), ("\n\na = 1\u{1}", 3, .syntax), ("a = \"\"\"x", 1, .syntax),
            ("a = 1\rb = 2", 1, .syntax),
            (
                "a = " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40), 1,
                .tooLarge(limit: 16)
            ),
        ] as [(String, Int, TOMLError.Problem)])
    func `text that is not TOML is refused with its line`(
        text: String, line: Int, problem: TOMLError.Problem
    ) {
        let error = #expect(throws: TOMLError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.problem == problem)
    }

    @Test func `numbers that are not finite are refused`() throws {
        let file = try read("a = nan\nb = inf\nc = [1.0, -inf]\nd = 1e999")
        for key in ["a", "b", "d"] {
            #expect(throws: TOMLError.self) { try file.double(key) }
        }
        #expect(throws: TOMLError.self) { try file.doubles("c") }
    }

    @Test func `bytes that are not UTF-8 and files too large are refused`() {
        #expect(throws: TOMLError.self) {
            try TOMLReader(parsing: [0x61, 0x3d, 0x22, 0xff, 0x22], byteCountMax: 10)
        }
        #expect(throws: TOMLError(line: 1, key: "", problem: .tooLarge(limit: 3))) {
            try TOMLReader(parsing: Array("a = 1".utf8), byteCountMax: 3)
        }
    }

    @Test(arguments: Seed.batch(60))
    func `a damaged file loads or is refused, and the reader comes back`(seed: Seed) {
        var generator = seed.generator
        var text = Array(sampleCharter.utf8.prefix(1500))
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0..<text.count, using: &generator)
            let bytes = Array("\"'[]{}=.,#\n\\x0-".utf8)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: text.remove(at: place)
            case 1: text[place] = bytes[Int.random(in: 0..<bytes.count, using: &generator)]
            default: text = Array(text.prefix(place + 1))
            }
        }
        let lineCount = text.count { $0 == 10 } + 1
        do {
            _ = try TOMLReader(parsing: text, byteCountMax: 10_000)
        } catch {
            #expect((1...lineCount).contains(error.line))
        }
    }
}
