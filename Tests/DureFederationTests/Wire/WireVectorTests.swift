import DureCore
import DureFederation
import DureLedger
import DurePrivacy
import DureTesting
import Foundation
import Testing

/// The files in `Docs/Protocol/Vectors` against the code: whoever changes a byte on the wire has
/// to change them too.
///
/// `DURE_WRITE_VECTORS=1` writes them anew; the change then stands in the commit for all to see.
@Suite struct WireVectorTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Docs/Protocol").path

    private static func rows(_ name: String) throws -> [[String: String]] {
        try rewritten.get()
        return try VectorTable(name, in: folder).rows
    }

    /// Signatures are random: each is held against its key, and is zero where bytes are compared.
    private static func withoutSignatures(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var place = 0
        while place + 68 <= bytes.count {
            guard bytes[place..<place + 4].elementsEqual([0, 0, 0, 64]) else {
                place += 1
                continue
            }
            for index in place + 4..<place + 68 { bytes[index] = 0 }
            place += 68
        }
        return bytes
    }

    @Test func `every message has the bytes of its vector`() throws {
        let samples = try WireSamples().messages()
        let rows = try Self.rows("wire").filter { $0["verdict"] == "good" }
        #expect(rows.map { $0["name"] } == samples.map(\.name))
        #expect(Set(samples.map(\.message.code)).count == WireMessage.codes.count)
        for (row, sample) in zip(rows, samples) {
            let payload = try Hex.decode(row["payload"] ?? "")
            #expect(row["type"] == "\(sample.message.code)", "\(sample.name)")
            #expect(
                Self.withoutSignatures(payload)
                    == Self.withoutSignatures(sample.message.payload), "\(sample.name)")
            let read = try WireMessage(code: sample.message.code, payload: payload)
            #expect(read.payload == payload, "\(sample.name)")
        }
    }

    @Test func `every signature in the vectors is its sender's, and over nothing else`() throws {
        let samples = try WireSamples()
        var count = 0
        for row in try Self.rows("wire") where row["verdict"] == "good" {
            let code = try #require(UInt8(row["type"] ?? ""))
            let message = try WireMessage(
                code: code, payload: Hex.decode(row["payload"] ?? ""))
            let name = row["name"] ?? ""
            switch message {
            case .proposal(let proposal): #expect(proposal.isSigned)
            case .decision(let decision): #expect(decision.isSigned)
            case .measures(let measures): #expect(measures.isSigned)
            case .voucher(let voucher): #expect(voucher.isSigned)
            case .ledgerKeys(let announcement): #expect(announcement.isSigned)
            case .submission(let submission): #expect(submission.isSigned)
            case .vouch(let vouch): try Self.expectSigned(vouch)
            default:
                guard let signed = message.signed else { continue }
                #expect(samples.context.isAuthentic(signed), "\(name)")
                try Self.expectSigned(listIn: signed, by: samples, name)
            }
            count += 1
        }
        #expect(count == 20)
    }

    private static func expectSigned(_ vouch: LedgerVouch) throws {
        let (ledger, witness) = (
            try WireSamples.ledgerKey(0x21).publicKey, try WireSamples.ledgerKey(0x22).publicKey
        )
        let head = try Checkpoint(
            parsing: vouch.head,
            key: VerifierKey(name: "m0.example/ledger", publicKey: Array(ledger.rawRepresentation)))
        let key = try VerifierKey(
            name: "m1.example/witness", publicKey: Array(witness.rawRepresentation),
            kind: .witness)
        #expect(vouch.cosignature.time(under: head, key: key)?.milliseconds == 1_796_117_400_000)
    }

    private static func expectSigned(
        listIn signed: SignedMessage, by samples: WireSamples, _ name: String
    ) throws {
        let kinds: [MessageKind: MessageKind] = [
            .advertList: .advert, .shareList: .shareHead, .survivorList: .uploadHeader,
            .signatureList: .survivorSignature,
        ]
        guard let kind = kinds[signed.kind] else { return }
        let list = try MessageList(parsing: signed.body)
        #expect(
            list.isSigned(by: samples.context.roster, kind: kind, sctx: samples.sctx), "\(name)")
    }

    @Test func `what the vectors call bad is refused`() throws {
        let rows = try Self.rows("wire").filter { $0["verdict"] == "bad" }
        #expect(rows.count > 20)
        for row in rows {
            let code = try #require(UInt8(row["type"] ?? ""))
            let payload = try Hex.decode(row["payload"] ?? "")
            #expect(throws: WireError.self, "\(row["name"] ?? "")") {
                try WireMessage(code: code, payload: payload)
            }
        }
    }

    @Test func `every hash, context and key has the bytes of its vector`() throws {
        let samples = try WireSamples().derived()
        let rows = try Self.rows("contexts")
        #expect(rows.map { $0["name"] } == samples.map(\.name))
        for (row, sample) in zip(rows, samples) {
            #expect(row["input"] == sample.input, "\(sample.name)")
            #expect(row["output"] == Hex.encode(sample.output), "\(sample.name)")
        }
    }

    @Test func `the boxes of both suites open, with their own info alone`() throws {
        let rows = try Self.rows("boxes")
        #expect(rows.map { $0["suite"] } == ["1", "2"])
        for row in rows {
            let suite = try #require(
                SecureAggregationSuite(rawValue: UInt32(row["suite"] ?? "") ?? 0))
            let keys = try suite.keyPair(seed: SecretBytes(Hex.decode(row["seed"] ?? "")))
            #expect(Hex.encode(keys.publicKey) == row["public"])
            let box = try Hex.decode(row["box"] ?? "")
            let info = try Hex.decode(row["info"] ?? "")
            #expect(Hex.encode(try keys.open(box, info: info).reveal()) == row["content"])
            #expect(throws: SecureAggregationError.self) {
                _ = try keys.open(box, info: info + [0])
            }
        }
    }

    @Test func `a changed byte in a vector is found`() throws {
        let sample = try #require(try WireSamples().messages().first { $0.name == "result" })
        var payload = sample.message.payload
        #expect(Self.withoutSignatures(payload) == Self.withoutSignatures(payload))
        payload[payload.count / 2] ^= 1
        #expect(
            Self.withoutSignatures(payload) != Self.withoutSignatures(sample.message.payload))
    }
}

/// The writer, for whoever changes a format on purpose.
extension WireVectorTests {
    private static let rewritten = Result {
        guard ProcessInfo.processInfo.environment["DURE_WRITE_VECTORS"] == "1" else { return }
        let samples = try WireSamples()
        try write("wire", wireLines(samples))
        try write(
            "contexts",
            ["# Values of sa1.md, roster.md and study.md for the inputs beside them; hex."]
                + ["name\tinput\toutput"]
                + samples.derived().map {
                    "\($0.name)\t\($0.input)\t\(Hex.encode($0.output))"
                })
        try write("boxes", boxLines(samples))
    }

    private static func write(_ name: String, _ lines: [String]) throws {
        let text = lines.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/Vectors/\(name).tsv"))
    }

    private static func wireLines(_ samples: WireSamples) throws -> [String] {
        var lines = [
            "# Frames of wire.md, 3: type and payload (hex). Private keys: 32 equal bytes, 02 for S,",
            "# 11, 12 and 13 for the members m0, m1 and m2, 21 and 22 (Ed25519) for m0's ledger and m1's",
            "# signatures as its witness. A bad payload must be refused.",
            "name\tverdict\ttype\tpayload",
        ]
        let messages = try samples.messages()
        for (name, message) in messages {
            lines.append("\(name)\tgood\t\(message.code)\t\(Hex.encode(message.payload))")
        }
        for (name, message) in messages {
            lines.append(
                "\(name)-and-a-byte\tbad\t\(message.code)\t\(Hex.encode(message.payload + [0]))")
        }
        lines.append("unknown-type\tbad\t99\t")
        lines.append("other-version\tbad\t16\t000000040000000200000004000000010000000400000000")
        lines.append("unknown-role\tbad\t16\t000000040000000100000004000000030000000400000000")
        return lines
    }

    private static func boxLines(_ samples: WireSamples) throws -> [String] {
        let info = samples.context.boxInfo(
            advertListHash: WireSamples.digest("U1"), from: 1, to: 2, kind: .pair)
        let content = WireSamples.bytes(32, from: 100)
        return [
            "# Boxes of sa1.md, 4: the seed of the receiver's key, the info, the content; hex.",
            "suite\tseed\tpublic\tinfo\tcontent\tbox",
        ]
            + (try [SecureAggregationSuite.x25519, .xWing].map { suite in
                let seed = WireSamples.bytes(32, from: 200)
                let keys = try suite.keyPair(seed: SecretBytes(seed))
                let box = try suite.seal(content, to: keys.publicKey, info: info)
                return [
                    "\(suite.rawValue)", Hex.encode(seed), Hex.encode(keys.publicKey),
                    Hex.encode(info), Hex.encode(content), Hex.encode(box),
                ].joined(separator: "\t")
            })
    }
}
