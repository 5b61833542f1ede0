package import DureCore

extension WireMessage {
    /// The frame type of each message; 0 and 1 belong to the transport.
    private enum Code: UInt8, CaseIterable {
        case hello = 16
        case roster = 17
        case proposal = 18
        case decision = 19
        case studyState = 20
        case ask = 21
        case rosterChange = 22
        case consent = 23
        case ledgerKeys = 24
        case submission = 25
        case vouch = 26
        case conflict = 27
        case round = 32
        case shares = 33
        case model = 34
        case fetch = 35
        case chunk = 36
        case uploadHave = 37
        case uploadChunk = 38
        case sum = 39
        case audit = 40
        case auditPiece = 41
        case voucher = 42
        case measures = 48
        case status = 49
        case report = 50
        case refused = 51
    }

    /// Every frame type of this version.
    package static var codes: [UInt8] { Code.allCases.map(\.rawValue) }

    /// The frame type.
    package var code: UInt8 {
        let code: Code =
            switch self {
            case .hello: .hello
            case .roster: .roster
            case .proposal: .proposal
            case .decision: .decision
            case .studyState: .studyState
            case .ask: .ask
            case .rosterChange: .rosterChange
            case .consent: .consent
            case .ledgerKeys: .ledgerKeys
            case .submission: .submission
            case .vouch: .vouch
            case .conflict: .conflict
            case .round: .round
            case .shares: .shares
            case .model: .model
            case .fetch: .fetch
            case .chunk: .chunk
            case .uploadHave: .uploadHave
            case .uploadChunk: .uploadChunk
            case .sum: .sum
            case .audit: .audit
            case .auditPiece: .auditPiece
            case .voucher: .voucher
            case .measures: .measures
            case .status: .status
            case .report: .report
            case .refused: .refused
            }
        return code.rawValue
    }

    /// The frame's content.
    package var payload: [UInt8] {
        var out = CanonicalBytes()
        switch self {
        case .hello(let hello):
            out.append(hello.version)
            out.append(hello.role.rawValue)
            out.append(hello.rosterVersion)
        case .ask(let study): out.append(study.text)
        case .studyState(let study, let json):
            out.append(study.text)
            out.append(json)
        case .round(let study, let message):
            out.append(study.text)
            out.append(message.bytes)
        case .shares(let study, let message, let parts):
            out.append(study.text)
            out.append(message.bytes)
            out.append(parts.bytes)
        case .model(let study, let sctx, let blob), .sum(let study, let sctx, let blob):
            out.append(study.text)
            out.append(sctx)
            out.append(blob.hash)
            out.append(blob.byteCount)
        case .fetch(let blob, let chunk):
            out.append(blob)
            out.append(chunk)
        case .chunk(let blob, let index, let bytes):
            out.append(blob)
            out.append(index)
            out.append(bytes)
        case .uploadHave(let study, let sctx, let number), .audit(let study, let sctx, let number):
            out.append(study.text)
            out.append(sctx)
            out.append(number)
        case .uploadChunk(let study, let sctx, let index, let bytes):
            out.append(study.text)
            out.append(sctx)
            out.append(index)
            out.append(bytes)
        case .auditPiece(let study, let sctx, let chunk, let piece):
            out.append(study.text)
            out.append(sctx)
            out.append(chunk)
            out.append(piece.bytes)
        case .status: break
        case .report(let json): out.append(json)
        case .refused(let code, let detail):
            out.append(code)
            out.append(detail)
        case .roster, .rosterChange, .consent, .ledgerKeys, .submission, .vouch, .conflict,
            .proposal, .decision, .measures, .voucher:
            body?.append(to: &out)
        }
        return out.bytes
    }

    /// What the message consists of, where that is one value.
    private var body: (any WireBody)? {
        switch self {
        case .roster(let step), .rosterChange(let step): step
        case .consent(let consent): consent
        case .ledgerKeys(let announcement): announcement
        case .submission(let submission): submission
        case .vouch(let vouch): vouch
        case .conflict(let conflict): conflict
        case .proposal(let proposal): proposal
        case .decision(let decision): decision
        case .measures(let measures): measures
        case .voucher(let voucher): voucher
        default: nil
        }
    }

    /// Reads a frame.
    package init(code: UInt8, payload: [UInt8]) throws(WireError) {
        guard payload.count <= Self.byteCountMax else {
            throw .tooLarge(field: "frame", limit: Self.byteCountMax)
        }
        guard let code = Code(rawValue: code) else { throw .malformed(field: "frame type") }
        var reader = CanonicalReader(payload)
        self = try Self.read(code, from: &reader)
        try reader.finish()
    }

    /// Reads a message that is one value.
    private static func readBody(
        _ code: Code, from reader: inout CanonicalReader
    ) throws(WireError) -> WireMessage {
        switch code {
        case .roster: return .roster(try RosterStep(from: &reader))
        case .rosterChange: return .rosterChange(try RosterStep(from: &reader))
        case .consent: return .consent(try RosterConsent(from: &reader))
        case .ledgerKeys: return .ledgerKeys(try LedgerAnnouncement(from: &reader))
        case .submission: return .submission(try LedgerSubmission(from: &reader))
        case .vouch: return .vouch(try LedgerVouch(from: &reader))
        case .conflict: return .conflict(try LedgerConflict(from: &reader))
        case .proposal: return .proposal(try StudyProposal(from: &reader))
        case .decision: return .decision(try StudyDecision(from: &reader))
        case .measures: return .measures(try StudyMeasures(from: &reader))
        case .voucher: return .voucher(try ModelVoucher(from: &reader))
        default: throw .malformed(field: "frame type")
        }
    }

    private static func read(
        _ code: Code, from reader: inout CanonicalReader
    ) throws(WireError) -> WireMessage {
        switch code {
        case .hello: return .hello(try hello(from: &reader))
        case .studyState:
            return .studyState(
                study: try name(from: &reader),
                json: try reader.field("state", byteCountMax: jsonByteCountMax))
        case .ask: return .ask(study: try name(from: &reader))
        case .round:
            return .round(study: try name(from: &reader), try message(from: &reader))
        case .shares:
            return .shares(
                study: try name(from: &reader), try message(from: &reader),
                try SharePartList(parsing: reader.field("parts", byteCountMax: byteCountMax)))
        case .model, .sum:
            let (study, sctx) = (try name(from: &reader), try reader.digest("sctx"))
            let blob = try blob(from: &reader)
            return code == .model
                ? .model(study: study, sctx: sctx, blob: blob)
                : .sum(study: study, sctx: sctx, blob: blob)
        case .fetch:
            return .fetch(blob: try reader.digest("blob"), fromChunk: try reader.uint32("chunk"))
        case .chunk:
            return .chunk(
                blob: try reader.digest("blob"), index: try reader.uint32("index"),
                bytes: try reader.field("chunk", byteCountMax: chunkByteCountMax))
        case .uploadHave, .audit:
            let (study, sctx) = (try name(from: &reader), try reader.digest("sctx"))
            let number = try reader.uint32("chunk")
            return code == .audit
                ? .audit(study: study, sctx: sctx, chunk: number)
                : .uploadHave(study: study, sctx: sctx, chunkCount: number)
        case .uploadChunk:
            return .uploadChunk(
                study: try name(from: &reader), sctx: try reader.digest("sctx"),
                index: try reader.uint32("index"),
                bytes: try reader.field("chunk", byteCountMax: chunkByteCountMax))
        case .auditPiece:
            return .auditPiece(
                study: try name(from: &reader), sctx: try reader.digest("sctx"),
                chunk: try reader.uint32("chunk"),
                try AuditPiece(parsing: reader.field("piece", byteCountMax: byteCountMax)))
        case .status: return .status
        case .report:
            return .report(json: try reader.field("report", byteCountMax: jsonByteCountMax))
        case .refused:
            return .refused(
                code: try reader.text("code", byteCountMax: 64),
                detail: try reader.text("detail", byteCountMax: 4_096))
        case .roster, .rosterChange, .consent, .ledgerKeys, .submission, .vouch, .conflict,
            .proposal, .decision, .measures, .voucher:
            return try readBody(code, from: &reader)
        }
    }

    private static func hello(from reader: inout CanonicalReader) throws(WireError) -> Hello {
        let version = try reader.uint32("version")
        guard version == Hello.wireVersion else { throw .version(found: version) }
        guard let role = Hello.Role(rawValue: try reader.uint32("role")) else {
            throw .malformed(field: "role")
        }
        return Hello(role: role, rosterVersion: try reader.uint32("roster"), version: version)
    }

    static func name(from reader: inout CanonicalReader) throws(WireError) -> Name {
        try Name(reader.text("study", byteCountMax: Name.byteCountMax))
    }

    private static func message(
        from reader: inout CanonicalReader
    ) throws(WireError) -> SignedMessage {
        try SignedMessage(parsing: reader.field("message", byteCountMax: byteCountMax))
    }

    private static func blob(from reader: inout CanonicalReader) throws(WireError) -> BlobReference
    {
        let hash = try reader.digest("blob")
        let byteCount = try reader.uint32("size")
        guard byteCount > 0, byteCount <= BlobReference.byteCountMax else {
            throw .tooLarge(field: "blob", limit: BlobReference.byteCountMax)
        }
        return BlobReference(hash: hash, byteCount: byteCount)
    }
}
