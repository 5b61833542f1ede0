import DureCore
import DureTesting
import FoundationEssentials
import Testing

@testable import DureNode

struct ManagementAPITests {
    /// A node with a user for each role.
    private struct Office {
        let ward: Ward
        let api: ManagementAPI
        var tokens: [UserRole: String] = [:]

        init() throws {
            let lee = """

                [[responsible]]
                role = "steward"
                person = "lee"
                qualification = { en = "Trained for it" }

                """
            ward = try Ward(offices: Ward.offices([.privacyOfficer, .overseer]) + lee)
            api = ManagementAPI(home: ward.home, version: "test")
            for (name, role) in [
                ("kim", UserRole.privacyOfficer), ("lee", .steward), ("ana", .analyst),
                ("audi", .auditor), ("opa", .operations),
            ] {
                tokens[role] = try ward.home.addUser(Name(name), roles: [role], days: 1).token
            }
        }

        func ask(
            _ role: UserRole?, _ method: String, _ path: String, _ body: JSONValue? = nil,
            query: [(String, String)] = []
        ) async throws -> (status: Int, json: JSONValue, headers: [String: String]) {
            var request = APIRequest(method, "/api/v1" + path)
            request.token = role.flatMap { tokens[$0] }
            request.query = query.map { (name: $0.0, value: $0.1) }
            if let body {
                request.contentType = "application/json; charset=utf-8"
                request.body = { body.canonicalBytes }
            }
            let response = await api.answer(request)
            return (
                response.status,
                try JSONValue(parsing: response.body, byteCountMax: 16 << 20), response.headers
            )
        }
    }

    /// The smallest value that a schema takes.
    private static func sample(_ schema: Schema) -> JSONValue {
        switch schema {
        case .any, .anyObject: .object([:])
        case .boolean: true
        case .integer(let range): .integer(range.lowerBound)
        case .number: 0.5
        case .cells: ["age": 60]
        case .text: "a"
        case .name: "a"
        case .moment: "2026-01-01T00:00:00.000Z"
        case .choice(let words): .string(words[0])
        case .list(let element, _): .array([sample(element)])
        case .object(let fields):
            .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, sample($0.schema)) }))
        case .nullable: .null
        }
    }

    private static func path(_ operation: Operation) -> String {
        operation.parameters.filter { $0.place == .path }.reduce(operation.path) { path, one in
            let value = sample(one.schema)
            return path.replacingOccurrences(
                of: "{\(one.name)}", with: value.text ?? value.canonicalText)
        }
    }

    @Test func `without a token nothing is told, not even what there is`() async throws {
        let office = try Office()
        defer { office.ward.remove() }
        let size = try office.ward.entries().count
        for operation in Operation.all {
            let path = Self.path(operation)
            let answer = try await office.ask(nil, operation.method.rawValue, path)
            #expect(answer.status == 401, "\(operation.id)")
            #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        }
        #expect(try await office.ask(nil, "GET", "/nothing").status == 401)
        #expect(try await office.ask(nil, "GET", "/openapi.json").status == 200)
        // Whoever has no token cannot make the ledger grow.
        #expect(try office.ward.entries().count == size)
    }

    /// Who may do what, written down a second time by hand.
    private static let rights: [String: String] = [
        "getNode": "spaxo", "getMe": "spaxo", "listDatasets": "spax", "getDataset": "spax",
        "getBudget": "spax", "getLineage": "spax", "eraseDataset": "p", "searchSubject": "sp",
        "withdrawSubject": "sp", "restoreSubject": "sp", "correctSubject": "p",
        "eraseSubject": "p", "getCharter": "spaxo", "listCharterVersions": "spaxo",
        "explainRequest": "spaxo", "getLedger": "pxo", "listEntries": "pxo", "getReceipt": "pxo",
        "verifyLedger": "pxo", "getProcessing": "spx", "getReleases": "spx",
        "listIncidents": "px", "openIncident": "p", "getIncident": "px", "tellIncident": "p",
        "closeIncident": "p", "listStudies": "spax", "proposeStudy": "a", "reviewStudy": "spax",
        "approveStudy": "sp", "getStudyResult": "spax", "listModels": "spax", "getModel": "spax",
        "predict": "sa", "listUsers": "pxo",
        "addUser": "o", "renewUser": "spaxo", "removeUser": "o",
    ]
    private static let letters: [UserRole: Character] = [
        .steward: "s", .privacyOfficer: "p", .analyst: "a", .auditor: "x", .operations: "o",
    ]

    @Test func `each act is for its roles, and refusals are entered, not without end`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        #expect(Set(Self.rights.keys) == Set(Operation.all.map(\.id)))
        var refused: [UserRole: Int] = [:]
        for operation in Operation.all {
            for (role, letter) in Self.letters.sorted(by: { $0.value < $1.value })
            where Self.rights[operation.id]?.contains(letter) == false {
                refused[role, default: 0] += 1
                let answer = try await office.ask(
                    role, operation.method.rawValue, Self.path(operation),
                    operation.body.map(Self.sample))
                let isEntered = refused[role] ?? 0 <= 20
                #expect(answer.status == (isEntered ? 403 : 429), "\(operation.id) \(role)")
                guard isEntered else { continue }
                let entry = try #require(try office.ward.entries().last)
                #expect(entry.action == "api.asked" && entry.verdict == "forbidden")
                #expect(entry.actor.hasPrefix("person-"))
                #expect(entry.details["operation"]?.text == operation.id)
            }
        }
        let entered = try office.ward.entries().count { $0.verdict == "forbidden" }
        #expect(entered == refused.values.reduce(0) { $0 + min($1, 20) })
        #expect(refused.values.contains { $0 > 20 })
    }

    @Test func `whatever else is sent is turned away with the place, and changes nothing`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        let before = try office.ward.entries().count
        for operation in Operation.all {
            let role = try #require(office.tokens.keys.first { operation.roles.contains($0) })
            let path = Self.path(operation)
            let other = try await office.ask(role, "PATCH", path)
            #expect(other.status == 405 && other.headers["allow"]?.isEmpty == false)
            let extra = try await office.ask(
                role, operation.method.rawValue, path, operation.body.map(Self.sample),
                query: [("surprise", "1")])
            #expect(extra.status == 400, "\(operation.id)")
            guard let body = operation.body, var members = Self.sample(body).members else {
                continue
            }
            members["surprise"] = 1
            let more = try await office.ask(
                role, operation.method.rawValue, path, .object(members))
            #expect(more.status == 400 && more.json["place"]?.text == "body", "\(operation.id)")
            for name in members.keys where name != "surprise" {
                var fewer = members
                fewer["surprise"] = nil
                fewer[name] = ["no": "such thing"]
                if case .object(let fields) = body,
                    case .anyObject? = fields.first(where: { $0.name == name })?.schema
                {
                    continue
                }
                let wrong = try await office.ask(
                    role, operation.method.rawValue, path, .object(fewer))
                #expect(
                    wrong.status == 400 && wrong.json["place"]?.text?.hasPrefix("/\(name)") == true)
            }
        }
        #expect(try office.ward.entries().count == before)
    }

    @Test func `an officer approves in a role that is theirs, an auditor reads it with a receipt`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        let wrong = try await office.ask(
            .privacyOfficer, "POST", "/studies/ward-study/approvals", ["role": "steward"])
        let failed = try #require(try office.ward.entries().last)
        #expect(failed.action == "api.failed" && failed.verdict == "forbidden")
        #expect(failed.details["study"] == "ward-study" && failed.details["status"] == 403)
        #expect(wrong.status == 403 && wrong.json["place"]?.text == "/role")
        let done = try await office.ask(
            .privacyOfficer, "POST", "/studies/ward-study/approvals",
            ["role": "privacy-officer"])
        #expect(done.status == 200, "\(done.json)")
        let approvals = try StudyApprovals(
            storage: office.ward.home.base.storage, study: office.ward.study.study
        ).all()
        #expect(approvals.map(\.person) == ["kim"] && approvals.map(\.role) == ["privacy-officer"])
        let list = try await office.ask(
            .auditor, "GET", "/ledger/entries", query: [("count", "1000")])
        let entries = try #require(list.json.elements)
        let index = try #require(
            entries.first { $0["action"]?.text == "study.approved" }?["index"]?.int)
        let receipt = try await office.ask(.auditor, "GET", "/ledger/entries/\(index)/receipt")
        #expect(receipt.status == 200)
        #expect(receipt.json["receipt"]?.text?.contains("dure.invalid/ward") == true)
        let check = try await office.ask(.auditor, "GET", "/ledger/verification")
        #expect(check.json["sound"] == true)
        let gone = try await office.ask(.auditor, "GET", "/ledger/entries/99999/receipt")
        #expect(gone.status == 404)
    }

    @Test
    func `an operator gives out tokens that work, and cannot make officers or end themselves`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        let added = try await office.ask(
            .operations, "POST", "/users", ["name": "new", "roles": ["analyst"], "days": 3])
        var request = APIRequest("GET", "/api/v1/me")
        request.token = added.json["token"]?.text
        let me = await office.api.answer(request)
        #expect(added.status == 200 && me.status == 200)
        let officer = try await office.ask(
            .operations, "POST", "/users",
            ["name": "opa2", "roles": ["privacy-officer"], "days": 3])
        #expect(officer.status == 422)
        // Whoever sees a token can act as its owner: no operator sees an officer's or an auditor's.
        for user in ["kim", "lee", "audi"] {
            let renewed = try await office.ask(
                .operations, "POST", "/users/\(user)/token", ["days": 3])
            #expect(renewed.status == 403 && renewed.json["token"] == nil, "\(user)")
        }
        #expect(try await office.ask(.privacyOfficer, "GET", "/me").status == 200)
        let auditor = try await office.ask(
            .operations, "POST", "/users", ["name": "aud2", "roles": ["auditor"], "days": 3])
        #expect(auditor.status == 403)
        // Anybody renews their own, and nobody else another's.
        let own = try await office.ask(.auditor, "POST", "/users/audi/token", ["days": 3])
        #expect(own.status == 200)
        let stolen = try await office.ask(.analyst, "POST", "/users/opa/token", ["days": 3])
        #expect(stolen.status == 403)
        #expect(try await office.ask(.operations, "DELETE", "/users/opa").status == 422)
        #expect(try await office.ask(.operations, "DELETE", "/users/new").status == 200)
        #expect(await office.api.answer(request).status == 401)
        #expect(try await office.ask(.operations, "GET", "/datasets").status == 403)
    }

    @Test func `the document names every act once, and its schemas are the ones that are checked`()
        throws
    {
        let json = OpenAPIDocument.json(version: "1", .en)
        #expect(json["openapi"] == "3.1.0")
        let paths = try #require(json["paths"]?.members)
        let ids = paths.values.flatMap {
            ($0.members ?? [:]).values.compactMap { $0["operationId"]?.text }
        }
        #expect(ids.sorted() == Operation.all.map(\.id).sorted())
        #expect(Set(ids).count == ids.count)
        for operation in Operation.all {
            if let body = operation.body { #expect(body.fault(in: Self.sample(body)) == nil) }
            #expect(!operation.roles.isEmpty)
        }
        for language in Language.allCases {
            #expect(!OpenAPIDocument.json(version: "1", language).canonicalText.contains("{roles}"))
        }
    }

    @Test func `acts stand in the ledger under the person who did them, with what they did it to`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        let kim = try #require(try office.ward.home.users.users().first { $0.name.text == "kim" })
        let opened = try await office.ask(
            .privacyOfficer, "POST", "/incidents",
            ["what": "a laptop was lost", "datasets": ["ward"]])
        #expect(opened.status == 200)
        let entries = try office.ward.entries().suffix(2)
        #expect(entries.map(\.action) == ["api.asked", "incident.opened"])
        #expect(entries.allSatisfy { $0.actor == kim.person })
        let erased = try await office.ask(.privacyOfficer, "DELETE", "/datasets/ward")
        #expect(erased.status == 200, "\(erased.json)")
        let acts = try office.ward.entries().filter { $0.action == "vault.erase" }
        #expect(acts.map(\.actor) == [kim.person])
        let asked = try #require(try office.ward.entries().last { $0.action == "api.asked" })
        #expect(asked.details["dataset"] == "ward")
    }

    @Test func `a charter that nobody can read locks out officers alone, and names no file`()
        async throws
    {
        let office = try Office()
        defer { office.ward.remove() }
        try office.ward.home.base.storage.write(Array("nonsense".utf8), to: "charter.toml")
        #expect(try await office.ask(.auditor, "GET", "/ledger/verification").status == 200)
        let officer = try await office.ask(.privacyOfficer, "GET", "/me")
        #expect(officer.status == 500)
        #expect(officer.json["detail"]?.text?.contains("charter.toml") == false)
    }
}
