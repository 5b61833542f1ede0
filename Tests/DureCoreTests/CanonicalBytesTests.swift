import DureCore
import DureTesting
import Testing

@Suite struct CanonicalBytesTests {
    @Test func `each field stands behind its length`() {
        var bytes = CanonicalBytes(label: "ab")
        bytes.append(UInt32(258))
        bytes.append(UInt64(3))
        bytes.append([9])
        #expect(
            Hex.encode(bytes.bytes)
                == "00000002" + "6162" + "00000004" + "00000102" + "00000008" + "0000000000000003"
                + "00000001" + "09")
    }

    @Test(arguments: Seed.batch(100))
    func `what is written is read, and nothing shorter or longer is`(seed: Seed) throws {
        var generator = seed.generator
        let field = generator.bytes(count: Int.random(in: 0...40, using: &generator))
        let number = UInt32.random(in: 0...UInt32.max, using: &generator)
        var writer = CanonicalBytes()
        writer.append(field)
        writer.append(number)
        writer.append("가나다")
        let bytes = writer.bytes
        #expect(try Self.read(bytes) == (field, number, "가나다"))
        let cut = Int.random(in: 0..<bytes.count, using: &generator)
        #expect(throws: WireError.self) { try Self.read(Array(bytes.prefix(cut))) }
        #expect(throws: WireError.trailing) { try Self.read(bytes + [0]) }
    }

    private static func read(_ bytes: [UInt8]) throws(WireError) -> ([UInt8], UInt32, String) {
        var reader = CanonicalReader(bytes)
        let field = try reader.field("field", byteCountMax: 40)
        let number = try reader.uint32("number")
        let text = try reader.text("text", byteCountMax: 9)
        try reader.finish()
        return (field, number, text)
    }

    @Test func `a field over its limit is refused before it is read`() {
        var reader = CanonicalReader([0x7f, 0xff, 0xff, 0xff, 1])
        #expect(throws: WireError.tooLarge(field: "f", limit: 8)) {
            try reader.field("f", byteCountMax: 8)
        }
    }

    @Test(arguments: [
        ("a", true), ("cleveland-2", true), ("", false), ("2a", false), ("A", false),
        ("a_b", false),
        ("a/b", false), ("..", false), (String(repeating: "a", count: 41), false),
    ])
    func `a name is short, plain and safe in a path`(text: String, isName: Bool) {
        let name = try? Name(text)
        #expect((name != nil) == isName)
    }

    @Test func `moments are written as RFC 3339 writes them`() {
        #expect(Timestamp(milliseconds: 0).description == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(
            Timestamp(milliseconds: 951_782_400_123).description == "2000-02-29T00:00:00.123Z")
        #expect(Timestamp(milliseconds: 4_107_542_399_999).date == "2100-02-28")
        #expect(Timestamp(milliseconds: 4_107_542_400_000).date == "2100-03-01")
    }

    @Test func `a signature holds for one message under one key`() throws {
        let (signer, other) = (NodeIdentity(), NodeIdentity())
        let signature = try signer.sign([1, 2, 3])
        #expect(signer.publicKey.isValid(signature: signature, for: [1, 2, 3]))
        #expect(!signer.publicKey.isValid(signature: signature, for: [1, 2, 4]))
        #expect(!other.publicKey.isValid(signature: signature, for: [1, 2, 3]))
        #expect(!signer.publicKey.isValid(signature: [], for: [1, 2, 3]))
        #expect(throws: WireError.self) { try PublicIdentity(x963: Array(repeating: 4, count: 65)) }
    }
}
