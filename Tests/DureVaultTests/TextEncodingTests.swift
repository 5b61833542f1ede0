import DureCore
import Testing

@testable import DureVault

/// Which encoding a file has, and what it says.
@Suite struct TextEncodingTests {
    /// "환자,나이\n김민준,41\n" as Windows in Korea writes it, and its like in Japan: bytes that
    /// Python's codecs cp949 and cp932 make of the texts.
    private static let samples: [(TextEncoding, [UInt8], String)] = [
        (
            .cp949,
            [0xc8, 0xaf, 0xc0, 0xda, 0x2c, 0xb3, 0xaa, 0xc0, 0xcc, 0x0a]
                + [0xb1, 0xe8, 0xb9, 0xce, 0xc1, 0xd8, 0x2c, 0x34, 0x31, 0x0a],
            "환자,나이\n김민준,41\n"
        ),
        (
            .shiftJIS,
            [0x8a, 0xb3, 0x8e, 0xd2, 0x2c, 0x94, 0x4e, 0x97, 0xee, 0x0a]
                + [0x8d, 0xb2, 0x93, 0xa1, 0x82, 0xc6, 0xb6, 0xc5, 0x2c, 0x34, 0x31, 0x0a],
            "患者,年齢\n佐藤とｶﾅ,41\n"
        ),
        (.utf8, Array("환자,나이\n佐藤,41\n".utf8), "환자,나이\n佐藤,41\n"),
        (
            .utf16LittleEndian, [0xff, 0xfe, 0x58, 0xd6, 0x0a, 0x00], "\u{feff}환\n"
        ),
    ]

    @Test(arguments: samples.indices) func `an encoding is known by its characters`(
        index: Int
    ) throws {
        let (encoding, bytes, text) = Self.samples[index]
        #expect(TextEncoding.guess(from: bytes) == encoding)
        guard encoding != .utf8 else { return }
        // In pieces of every size, characters are cut and put together again.
        for size in 1...bytes.count {
            var converter = try CharacterConverter(from: encoding.rawValue)
            var read: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                read += try converter.convert(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            try converter.finish()
            #expect(String(decoding: read, as: UTF8.self) == text, "pieces of \(size)")
        }
    }

    @Test func `what is cut in the middle is still known, and what is none is not guessed`() {
        let korean = Self.samples[0].1
        // Fewer bytes could be letters of UTF-8 as well.
        for count in 4...korean.count {
            #expect(TextEncoding.guess(from: Array(korean.prefix(count))) == .cp949)
        }
        let text = Array("환자".utf8)
        for count in 1...text.count {
            #expect(TextEncoding.guess(from: Array(text.prefix(count))) == .utf8)
        }
        #expect(TextEncoding.guess(from: [0x41, 0xff, 0xff, 0x42]) == nil)
        #expect(TextEncoding.guess(from: [0x41, 0x00, 0xff]) == nil)
        #expect(TextEncoding.guess(from: []) == .utf8)
    }

    @Test func `bytes that are no character are refused with their place`() throws {
        var converter = try CharacterConverter(from: "CP949")
        _ = try converter.convert([0x41, 0x42])
        do {
            _ = try converter.convert([0x43, 0xff, 0x44])
            Issue.record("converted")
        } catch {
            #expect(error == .notACharacter(offset: 3))
        }
        #expect(throws: CharacterConverter.Failure.unknownEncoding) {
            _ = try CharacterConverter(from: "no-such-encoding")
        }
    }
}
