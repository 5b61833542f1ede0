internal import DureCharter
internal import DureCore
internal import DureLedger

/// The rules, the ledger and the registers that are read out of it.
extension Operation {
    private static let ledgerReaders: Set<UserRole> = [.auditor, .privacyOfficer, .operations]
    private static let recordReaders: Set<UserRole> = [.auditor, .privacyOfficer, .steward]
    /// The most entries in one answer.
    private static let entryCountMax = 1_000

    static let ofRules = [
        Operation(
            id: "getCharter", method: .get, path: "/charter", summary: APIPhrases.getCharter,
            roles: everybody, answer: .anyObject,
            run: .blocking { call in
                let (charter, accord) = (try call.home.base.charter(), try call.home.base.accord())
                return [
                    "charter": charter.answer, "accord": accord?.answer ?? .null,
                    "vacant_offices": .texts(charter.vacantOffices.map(\.rawValue)),
                ]
            }),
        Operation(
            id: "listCharterVersions", method: .get, path: "/charter/versions",
            summary: APIPhrases.listCharterVersions, roles: everybody,
            answer: .list(.anyObject, countMax: 100_000),
            run: .blocking { call in
                .array(
                    try CharterVersions(storage: call.home.base.storage).all().map(\.answer))
            }),
        Operation(
            id: "explainRequest", method: .post, path: "/charter/explanations",
            summary: APIPhrases.explainRequest, roles: everybody,
            body: .object([.init(name: "request", schema: .anyObject)]), answer: .anyObject,
            run: .blocking { call in
                let today = Timestamp(now: call.home.clock).date
                let request = try CharterRequest(call.body["request"] ?? .null, date: today)
                let joint = try call.home.base.charter()
                    .decide(request, beside: call.home.base.accord())
                var members = joint.json.members ?? [:]
                members["sentences"] = .texts(joint.sentences(call.language))
                return .object(members)
            }, isQuestion: true),
    ]

    static let ofLedger = [
        Operation(
            id: "getLedger", method: .get, path: "/ledger", summary: APIPhrases.getLedger,
            roles: ledgerReaders, answer: .anyObject,
            run: .blocking { call in
                let head = try call.home.ledger.checkpoint()
                return [
                    "size": .count(head.size), "root": .string(head.root.hex),
                    "key": .string(call.home.ledger.verifierKey.description),
                    "checkpoint": .string(String(decoding: head.note, as: UTF8.self)),
                ]
            }),
        Operation(
            id: "listEntries", method: .get, path: "/ledger/entries",
            summary: APIPhrases.listEntries, roles: ledgerReaders,
            parameters: [
                Parameter(
                    name: "from", place: .query, schema: .integer(0...Int64(Int32.max)),
                    about: APIPhrases.fromIndex),
                Parameter(
                    name: "count", place: .query, schema: .integer(1...Int64(entryCountMax)),
                    about: APIPhrases.entryCount),
            ], answer: .list(.anyObject, countMax: entryCountMax),
            run: .blocking { call in
                let head = try call.home.ledger.checkpoint()
                let from = min(call.integer("from", or: 0), head.size)
                let end = min(head.size, from + call.integer("count", or: 100))
                let entries = try call.home.ledger.reader.entries(from..<end, under: head)
                return .array(
                    try zip(from..<end, entries).map { try LedgerEntry(parsing: $1).answer(at: $0) }
                )
            }),
        Operation(
            id: "getReceipt", method: .get, path: "/ledger/entries/{index}/receipt",
            summary: APIPhrases.getReceipt, roles: ledgerReaders,
            parameters: [
                Parameter(
                    name: "index", place: .path, schema: .integer(0...Int64(Int32.max)),
                    about: APIPhrases.entryIndex)
            ], answer: .anyObject,
            run: .blocking { call in
                let index = call.integer("index", or: 0)
                let receipt = try call.home.ledger.reader.receipt(index: index)
                return [
                    "index": .count(index),
                    "receipt": .string(String(decoding: receipt.bytes, as: UTF8.self)),
                ]
            }),
        Operation(
            id: "verifyLedger", method: .get, path: "/ledger/verification",
            summary: APIPhrases.verifyLedger, roles: ledgerReaders, answer: .anyObject,
            run: .blocking { call in
                let reader = call.home.ledger.reader
                let audit = LedgerVerifier.verify(
                    call.home.base.storage, key: reader.key, policy: try reader.policy())
                return audit.answer(call.language)
            }),
    ]

    static let ofRecords = [
        Operation(
            id: "getProcessing", method: .get, path: "/records/processing",
            summary: APIPhrases.getProcessing, roles: recordReaders, answer: .anyObject,
            run: .blocking { try $0.home.records().processingAnswer }),
        Operation(
            id: "getReleases", method: .get, path: "/records/releases",
            summary: APIPhrases.getReleases, roles: recordReaders, answer: .anyObject,
            run: .blocking { try $0.home.records().releasesAnswer }),
    ]
}
