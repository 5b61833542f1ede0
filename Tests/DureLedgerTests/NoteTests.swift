import enum Crypto.Curve25519
import DureCore
import DureTesting
import Testing

@testable import DureLedger

@Suite struct NoteTests {
    /// From the documentation of Go's `golang.org/x/mod/sumdb/note`.
    private static let goKey =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let goNote = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test func `a note signed by Go is accepted and reads back`() throws {
        let key = try VerifierKey(parsing: Self.goKey)
        #expect(key.description == Self.goKey)
        let note = try #require(SignedNote(parsing: Array(Self.goNote.utf8)))
        #expect(key.hasSigned(note))
        #expect(note.bytes == Array(Self.goNote.utf8))
    }

    @Test func `no byte of a note can be changed`() throws {
        let key = try VerifierKey(parsing: Self.goKey)
        let bytes = Array(Self.goNote.utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let isAccepted = SignedNote(parsing: changed).map(key.hasSigned) ?? false
            #expect(!isAccepted)
            let isAcceptedShort = SignedNote(parsing: Array(bytes[..<index])).map(key.hasSigned)
            #expect(isAcceptedShort != true)
        }
    }

    @Test func `signatures of unknown keys are left aside, a bad one of the own key is not`() throws
    {
        let key = try VerifierKey(parsing: Self.goKey)
        let stranger = "— enochian pSOOdNF09VbsrZ==\n"
        let witness = "— witness.example AAAAAAAAAAAAAAAAAAAAAA==\n"
        let good = try #require(SignedNote(parsing: Array((Self.goNote + witness).utf8)))
        #expect(good.signatures.count == 2)
        #expect(key.hasSigned(good))
        #expect(SignedNote(parsing: Array((Self.goNote + stranger).utf8)) == nil)
        let bad = "— PeterNeumann \(Base64.encode(key.keyID + [UInt8](repeating: 0, count: 64)))\n"
        let mixed = try #require(SignedNote(parsing: Array((Self.goNote + bad).utf8)))
        #expect(!key.hasSigned(mixed))
    }

    @Test(arguments: [
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10", "PeterNeumann", "++",
        "",
    ])
    func `a verifier key that does not fit itself is refused`(text: String) {
        #expect(throws: LedgerError.verifierKeyUnreadable) { try VerifierKey(parsing: text) }
    }

    @Test func `indices are written in groups of three digits`() {
        func path(_ index: Int, _ count: Int = 256) -> String {
            Tile(kind: .hashes(level: 2), index: index, count: count).path
        }
        #expect(path(0) == "tile/2/000")
        #expect(path(999) == "tile/2/999")
        #expect(path(1_000) == "tile/2/x001/000")
        #expect(path(1_234_067, 8) == "tile/2/x001/x234/067.p/8")
    }

    @Test func `a tree of 70000 has the tiles that C2SP counts`() {
        var edge = TreeEdge()
        for number in 0..<70_000 { edge.append([UInt8(truncatingIfNeeded: number)]) }
        let hashes = edge.writes.map(\.tile).filter { $0.kind != .entries }
        func count(_ level: Int) -> [Int: Int] {
            hashes.filter { $0.kind == .hashes(level: level) }
                .reduce(into: [:]) { $0[$1.count, default: 0] += 1 }
        }
        #expect(count(0) == [256: 273, 112: 1])
        #expect(count(1) == [256: 1, 17: 1])
        #expect(count(2) == [1: 1])
    }

    @Test(arguments: ["0x1", "01", "-1", "", "1\nx\n", "99999999999999"])
    func `a head whose size is not plain digits is refused`(size: String) throws {
        let privateKey = try Fixture.key()
        let key = try VerifierKey(
            name: "o", publicKey: Array(privateKey.publicKey.rawRepresentation))
        let text = "o\n\(size)\n\(Base64.encode([UInt8](repeating: 1, count: 32)))\n"
        let signature = Array(try privateKey.signature(for: Array(text.utf8)))
        let note = SignedNote(
            text: text, signatures: [.init(name: "o", keyID: key.keyID, bytes: signature)])
        #expect(throws: LedgerError.checkpointUnreadable) {
            try Checkpoint(parsing: note.bytes, key: key)
        }
    }
}
