internal import DureCore
internal import DurePrivacy
internal import DureVault

/// Who a person or a dataset is about, and what is known of datasets.
extension Operation {
    static let dataset = Parameter(
        name: "dataset", place: .path, schema: .name, about: APIPhrases.datasetName)
    /// A person as the rows name them; longer than any number that a state gives out.
    private static let subject = Schema.Field(
        name: "subject", schema: .text(countMax: 1_024))
    /// Whoever may know what datasets there are.
    private static let readers: Set<UserRole> = [.steward, .privacyOfficer, .analyst, .auditor]
    private static let helpers: Set<UserRole> = [.steward, .privacyOfficer]

    static let ofNode = [
        Operation(
            id: "getNode", method: .get, path: "/node", summary: APIPhrases.getNode,
            roles: everybody, answer: .anyObject,
            run: .blocking { call in
                let (settings, head) = (call.home.base.settings, try call.home.ledger.checkpoint())
                return [
                    "name": .string(settings.name.text), "economy": .string(settings.economy),
                    "language": .string(settings.language.rawValue),
                    "ledger": [
                        "size": .count(head.size), "root": .string(head.root.hex),
                        "key": .string(call.home.ledger.verifierKey.description),
                    ],
                    "coordinator": settings.coordinator.map {
                        .string("\($0.host):\($0.port)")
                    } ?? .null,
                ]
            }),
        Operation(
            id: "getMe", method: .get, path: "/me", summary: APIPhrases.getMe, roles: everybody,
            answer: .anyObject,
            run: .blocking { call in
                var members = call.user.answer(at: Timestamp(now: call.home.clock)).members ?? [:]
                members["roles"] = .texts(call.roles.map(\.rawValue).sorted())
                members["person"] = .string(call.person)
                return .object(members)
            }),
    ]

    static let ofDatasets = [
        Operation(
            id: "listDatasets", method: .get, path: "/datasets",
            summary: APIPhrases.listDatasets, roles: readers,
            answer: .list(.anyObject, countMax: 100_000),
            run: .blocking { call in .array(try call.home.vault.cards().map { $0.answer() }) }),
        Operation(
            id: "getDataset", method: .get, path: "/datasets/{dataset}",
            summary: APIPhrases.getDataset, roles: readers, parameters: [dataset],
            answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("dataset")
                let book = try call.home.budgetBook(of: name)
                return try call.home.vault.card(of: name)
                    .answer(budget: book, spent: try book?.spent(effort: .quick))
            }),
        Operation(
            id: "getBudget", method: .get, path: "/datasets/{dataset}/budget",
            summary: APIPhrases.getBudget, roles: readers, parameters: [dataset],
            answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("dataset")
                guard let book = try call.home.budgetBook(of: name) else {
                    throw VaultError.unknownDataset(name: name.text)
                }
                return try BudgetReport(dataset: name, book: book).answer
            }),
        Operation(
            id: "getLineage", method: .get, path: "/datasets/{dataset}/lineage",
            summary: APIPhrases.getLineage, roles: readers, parameters: [dataset],
            answer: .anyObject,
            run: .blocking { try $0.home.lineage(of: $0.name("dataset")).answer }),
        Operation(
            id: "eraseDataset", method: .delete, path: "/datasets/{dataset}",
            summary: APIPhrases.eraseDataset, roles: [.privacyOfficer], parameters: [dataset],
            answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("dataset")
                try call.home.erase(name, by: call.person)
                return ["dataset": .string(name.text)]
            }),
    ]

    static let ofPeople = [
        Operation(
            id: "searchSubject", method: .post, path: "/subjects/search",
            summary: APIPhrases.searchSubject, roles: helpers, body: .object([subject]),
            answer: .list(.anyObject, countMax: 100_000),
            run: .blocking { call in
                .array(try call.home.rows(of: call.text("subject"), by: call.person).map(\.answer))
            }),
        Operation(
            id: "withdrawSubject", method: .post, path: "/datasets/{dataset}/withdrawals",
            summary: APIPhrases.withdrawSubject, roles: helpers, parameters: [dataset],
            body: .object([subject]), answer: .anyObject,
            run: .blocking { try setWithdrawn(true, $0) }),
        Operation(
            id: "restoreSubject", method: .post, path: "/datasets/{dataset}/restorations",
            summary: APIPhrases.restoreSubject, roles: helpers, parameters: [dataset],
            body: .object([subject]), answer: .anyObject,
            run: .blocking { try setWithdrawn(false, $0) }),
        Operation(
            id: "correctSubject", method: .post, path: "/datasets/{dataset}/corrections",
            summary: APIPhrases.correctSubject, roles: [.privacyOfficer], parameters: [dataset],
            body: .object([
                subject, .init(name: "column", schema: .text(countMax: 1_024)),
                .init(name: "value", schema: .nullable(.text(countMax: 65_536))),
            ]), answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("dataset")
                let count = try call.home.correct(
                    call.text("column"), of: call.text("subject"), in: name,
                    to: call.body["value"]?.text, by: call.person)
                return ["dataset": .string(name.text), "rows": .count(count)]
            }),
        Operation(
            id: "eraseSubject", method: .post, path: "/datasets/{dataset}/erasures",
            summary: APIPhrases.eraseSubject, roles: [.privacyOfficer], parameters: [dataset],
            body: .object([subject]), answer: .anyObject,
            run: .blocking { call in
                let (receipt, studies) = try call.home.erase(
                    subject: call.text("subject"), from: call.name("dataset"), by: call.person)
                return receipt.answer(studies: studies)
            }),
    ]

    private static func setWithdrawn(_ isWithdrawn: Bool, _ call: Call) throws -> JSONValue {
        let name = try call.name("dataset")
        let studies = try call.home.setWithdrawn(
            isWithdrawn, subject: call.text("subject"), in: name, by: call.person)
        return [
            "dataset": .string(name.text), "withdrawn": .bool(isWithdrawn),
            "studies_before": .texts(studies.map(\.text)),
        ]
    }
}
