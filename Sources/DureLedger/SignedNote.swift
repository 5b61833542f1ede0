internal import DureCore
internal import FoundationEssentials

/// A text with signatures below it (C2SP signed-note).
struct SignedNote: Sendable, Hashable {
    /// The most bytes that a note may have.
    static let byteCountMax = 100_000
    /// The most signatures that a note may have, more than a federation has members; C2SP asks for
    /// at least 16.
    static let signatureCountMax = 300

    struct Signature: Sendable, Hashable {
        let name: String
        let keyID: [UInt8]
        let bytes: [UInt8]

        var line: String { "— \(name) \(Base64.encode(keyID + bytes))\n" }
    }

    /// What is signed, with its last newline.
    let text: String
    let signatures: [Signature]

    init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; nil where the bytes are none.
    init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.byteCountMax,
            bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0a }),
            let all = String(validating: bytes, as: UTF8.self), all.hasSuffix("\n")
        else { return nil }
        var lines = all.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var signatures: [Signature] = []
        while let line = lines.last, !line.isEmpty {
            guard signatures.count < Self.signatureCountMax,
                let signature = Self.signature(line)
            else { return nil }
            signatures.insert(signature, at: 0)
            lines.removeLast()
        }
        lines.removeLast(lines.isEmpty ? 0 : 1)
        guard !signatures.isEmpty, !lines.isEmpty else { return nil }
        text = lines.joined(separator: "\n") + "\n"
        self.signatures = signatures
    }

    /// The note's bytes.
    var bytes: [UInt8] {
        Array((text + "\n" + signatures.map(\.line).joined()).utf8)
    }

    static func signature(_ line: Substring) -> Signature? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", VerifierKey.isName(String(parts[1])),
            let bytes = Base64.decode(String(parts[2])), bytes.count > 4
        else { return nil }
        return Signature(
            name: String(parts[1]), keyID: Array(bytes[..<4]), bytes: Array(bytes[4...]))
    }
}

/// Base 64 of RFC 4648, section 4, in its one canonical form.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes; nil where the text is not exactly what ``encode(_:)`` would write.
    static func decode(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text) else { return nil }
        let bytes = Array(data)
        return encode(bytes) == text ? bytes : nil
    }
}
