import DureTesting
import Testing

@testable import DureCore

private let hasZlib: Bool = {
    do {
        _ = try Inflater.open()
        return true
    } catch {
        return false
    }
}()

@Suite(.enabled(if: hasZlib, "zlib is not on this system"))
struct InflaterTests {
    private static let text = Array("id,age\n007,63\n008,41\n".utf8)

    /// A member that holds the bytes as they are: RFC 1952, with one stored block of RFC 1951.
    private static func member(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        var checksum: UInt32 = 0xffff_ffff
        for byte in bytes {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1) * 0xedb8_8320 }
        }
        let tail = [~checksum, UInt32(count)].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        let length = [count, ~count].flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + length + bytes + tail
    }

    private func unpacked(_ packed: [UInt8], chunk: Int = 1 << 16) throws -> [UInt8] {
        var inflater = try Inflater.open()
        var bytes: [UInt8] = []
        var start = 0
        while start < packed.count {
            inflater.feed(Array(packed[start..<min(packed.count, start + chunk)]))
            while let piece = try inflater.next() { bytes += piece }
            start += chunk
        }
        try inflater.finish()
        return bytes
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `one member or several are unpacked, wherever the pieces end`(chunk: Int) throws {
        let one = Self.member(Self.text)
        #expect(Inflater.begins(one) && !Inflater.begins(Self.text))
        #expect(try unpacked(one, chunk: chunk) == Self.text)
        let three = one + Self.member([]) + one
        #expect(try unpacked(three, chunk: chunk) == Self.text + Self.text)
    }

    @Test func `a file cut at any byte is told to be cut`() throws {
        let two = Self.member(Self.text) + Self.member(Self.text)
        let whole = two.count / 2
        for count in 2..<two.count where count != whole {
            #expect(throws: Inflater.Failure.truncated, "\(count)") {
                try unpacked(Array(two.prefix(count)))
            }
        }
    }

    @Test func `no changed bit changes what is read`() throws {
        let packed = Self.member(Self.text)
        var refusedCount = 0
        for bit in 0..<8 * packed.count {
            var changed = packed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                // Time, system and hints of the header are no part of the content.
                #expect(try unpacked(changed) == Self.text, "\(bit)")
            } catch is Inflater.Failure {
                refusedCount += 1
            }
        }
        #expect(refusedCount > 8 * (packed.count - 10))
    }

    @Test func `what stands behind the last member is told with its place`() throws {
        let packed = Self.member(Self.text)
        for rest: [UInt8] in [[0], Array("more".utf8), [0x1f, 0x00, 0x00], [0x1f, 0x8b]] {
            let failure: Inflater.Failure =
                rest == [0x1f, 0x8b] ? .truncated : .trailing(offset: packed.count)
            #expect(throws: failure) { try unpacked(packed + rest) }
        }
    }

    @Test(arguments: Seed.batch(16))
    func `random bytes behind the mark are refused`(seed: Seed) throws {
        var generator = seed.generator
        let noise = (0..<Int.random(in: 20...600, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        #expect(throws: Inflater.Failure.self) { try unpacked([0x1f, 0x8b] + noise) }
    }

    @Test func `a library that is not there is an error with its name`() {
        #expect(throws: SharedLibraryError.missing(library: "none")) {
            _ = try SharedLibrary("none", files: ["libnone-such.so.9"])
        }
    }
}
