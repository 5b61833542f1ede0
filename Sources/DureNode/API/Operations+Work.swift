internal import DureCharter
internal import DureCore
internal import DureFederation

/// Incidents, studies, users.
extension Operation {
    private static let incident = Parameter(
        name: "incident", place: .path, schema: .integer(1...Int64(IncidentBook.countMax)),
        about: APIPhrases.incidentNumber)
    static let study = Parameter(
        name: "study", place: .path, schema: .name, about: APIPhrases.studyName)
    private static let user = Parameter(
        name: "user", place: .path, schema: .name, about: APIPhrases.userName)
    private static let words = Schema.text(countMax: Incident.textByteCountMax)
    private static let days = Schema.Field(
        name: "days", schema: .integer(1...Int64(UserBook.daysMax)))
    static let studyReaders: Set<UserRole> = [
        .steward, .privacyOfficer, .analyst, .auditor,
    ]
    private static let userReaders: Set<UserRole> = [.operations, .auditor, .privacyOfficer]

    static let ofIncidents = [
        Operation(
            id: "listIncidents", method: .get, path: "/incidents",
            summary: APIPhrases.listIncidents, roles: [.privacyOfficer, .auditor],
            answer: .list(.anyObject, countMax: IncidentBook.countMax),
            run: .blocking { call in
                .array(
                    try call.home.incidents.incidents().map {
                        try call.home.answer(on: $0, call.language)
                    })
            }),
        Operation(
            id: "openIncident", method: .post, path: "/incidents",
            summary: APIPhrases.openIncident, roles: [.privacyOfficer],
            body: .object([
                .init(name: "what", schema: words),
                .init(name: "datasets", schema: .list(.name, countMax: 100)),
                .init(name: "known", schema: .moment, isRequired: false),
            ]), answer: .anyObject,
            run: .blocking { call in
                let names = try (call.body["datasets"]?.elements ?? []).map {
                    try Name($0.text ?? "")
                }
                let known = call.body["known"]?.text
                let moment = known.flatMap { Timestamp(parsing: $0) }
                guard known == nil || moment != nil else {
                    throw Problem(.unprocessable, call.language, place: "/known")
                }
                let incident = try call.home.openIncident(
                    call.text("what"), datasets: names, knownAt: moment, by: call.person)
                return try call.home.answer(on: incident, call.language)
            }),
        Operation(
            id: "getIncident", method: .get, path: "/incidents/{incident}",
            summary: APIPhrases.getIncident, roles: [.privacyOfficer, .auditor],
            parameters: [incident], answer: .anyObject,
            run: .blocking { call in
                let one = try call.home.incidents.incident(call.integer("incident", or: 0))
                return try call.home.answer(on: one, call.language)
            }),
        Operation(
            id: "tellIncident", method: .post, path: "/incidents/{incident}/notices",
            summary: APIPhrases.tellIncident, roles: [.privacyOfficer], parameters: [incident],
            body: .object([
                .init(
                    name: "whom",
                    schema: .choice(Incident.Addressee.allCases.map(\.rawValue)))
            ]), answer: .anyObject,
            run: .blocking { call in
                let whom = Incident.Addressee(rawValue: call.text("whom")) ?? .authority
                let one = try call.home.tell(
                    whom, ofIncident: call.integer("incident", or: 0), by: call.person)
                return try call.home.answer(on: one, call.language)
            }),
        Operation(
            id: "closeIncident", method: .post, path: "/incidents/{incident}/closure",
            summary: APIPhrases.closeIncident, roles: [.privacyOfficer], parameters: [incident],
            body: .object([.init(name: "outcome", schema: words)]), answer: .anyObject,
            run: .blocking { call in
                let one = try call.home.closeIncident(
                    call.integer("incident", or: 0), call.text("outcome"), by: call.person)
                return try call.home.answer(on: one, call.language)
            }),
    ]

    static let ofStudies = [
        Operation(
            id: "listStudies", method: .get, path: "/studies", summary: APIPhrases.listStudies,
            roles: studyReaders, answer: .list(.anyObject, countMax: 100_000),
            run: .blocking { .array(try $0.home.knownStudies()) }),
        Operation(
            id: "proposeStudy", method: .post, path: "/studies",
            summary: APIPhrases.proposeStudy, roles: [.analyst],
            body: .object([
                .init(
                    name: "manifest", schema: .text(countMax: StudyManifest.byteCountMax))
            ]), answer: .anyObject,
            run: .waiting { call in
                let text = Array(call.text("manifest").utf8)
                let manifest = try StudyManifest(parsing: text)
                let isNew = try await call.home.propose(
                    manifest, manifest: text, by: call.person)
                return ["study": .string(manifest.study.text), "new": .bool(isNew)]
            }),
        Operation(
            id: "reviewStudy", method: .get, path: "/studies/{study}",
            summary: APIPhrases.reviewStudy, roles: studyReaders, parameters: [study],
            answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("study")
                let proposal = try call.home.door.proposal(of: name)
                let record = StudyRecord(storage: call.home.base.storage, study: name)
                return [
                    "study": .string(name.text), "hash": .string(proposal.manifestHash.hex),
                    "manifest": .string(String(decoding: proposal.manifest, as: UTF8.self)),
                    "answer": try record.decision.map { .string("\($0.answer)") } ?? .null,
                    "reasons": .texts(try record.reasons),
                    "bytes_sent": .count(try record.bytesSent),
                    "assessment": try record.assessment ?? .null,
                ]
            }),
        Operation(
            id: "approveStudy", method: .post, path: "/studies/{study}/approvals",
            summary: APIPhrases.approveStudy, roles: [.privacyOfficer, .steward],
            parameters: [study],
            body: .object([
                .init(
                    name: "role",
                    schema: .choice([
                        UserRole.privacyOfficer.rawValue, UserRole.steward.rawValue,
                    ]))
            ]), answer: .anyObject,
            run: .blocking { call in
                let (name, role) = (try call.name("study"), call.text("role"))
                // Nobody signs in a role that is not theirs.
                guard call.roles.contains(where: { $0.rawValue == role }) else {
                    throw Problem(.forbidden, call.language, place: "/role")
                }
                try call.home.approve(name, as: Approval(person: call.user.name.text, role: role))
                return ["study": .string(name.text), "role": .string(role)]
            }),
        Operation(
            id: "getStudyResult", method: .get, path: "/studies/{study}/result",
            summary: APIPhrases.getStudyResult, roles: studyReaders, parameters: [study],
            answer: .anyObject,
            run: .waiting { call in
                let name = try call.name("study")
                let state = try await call.home.state(of: name).state
                return try StudyResult(of: name, in: call.home, state: state)
                    .answer(phase: state["phase"]?.text ?? "")
            }),
    ]

    static let ofUsers = [
        Operation(
            id: "listUsers", method: .get, path: "/users", summary: APIPhrases.listUsers,
            roles: userReaders, answer: .list(.anyObject, countMax: UserBook.countMax),
            run: .blocking { call in
                let now = Timestamp(now: call.home.clock)
                return .array(try call.home.users.users().map { $0.answer(at: now) })
            }),
        Operation(
            id: "addUser", method: .post, path: "/users", summary: APIPhrases.addUser,
            roles: [.operations],
            body: .object([
                .init(name: "name", schema: .name),
                .init(
                    name: "roles",
                    schema: .list(
                        .choice(UserRole.allCases.map(\.rawValue)),
                        countMax: UserRole.allCases.count)),
                days,
            ]), answer: .anyObject,
            run: .blocking { call in
                let roles = (call.body["roles"]?.elements ?? []).compactMap {
                    $0.text.flatMap(UserRole.init(rawValue:))
                }
                return try told(
                    call.home.addUser(
                        Name(call.text("name")), roles: Set(roles), days: call.days,
                        by: call.user), call)
            }),
        Operation(
            id: "renewUser", method: .post, path: "/users/{user}/token",
            summary: APIPhrases.renewUser, roles: everybody, parameters: [user],
            body: .object([days]), answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("user")
                // Their own token anybody may renew; another's an operator alone.
                guard name == call.user.name || call.roles.contains(.operations) else {
                    throw Problem(.forbidden, call.language, place: "user")
                }
                return try told(
                    call.home.renewUser(name, days: call.days, by: call.user), call)
            }),
        Operation(
            id: "removeUser", method: .delete, path: "/users/{user}",
            summary: APIPhrases.removeUser, roles: [.operations], parameters: [user],
            answer: .anyObject,
            run: .blocking { call in
                let name = try call.name("user")
                guard name != call.user.name else { throw UserError.oneself }
                try call.home.removeUser(name, by: call.user)
                return ["name": .string(name.text)]
            }),
    ]

    private static func told(_ issued: (user: User, token: String), _ call: Call) -> JSONValue {
        var members = issued.user.answer(at: Timestamp(now: call.home.clock)).members ?? [:]
        members["token"] = .string(issued.token)
        return .object(members)
    }
}

extension Operation.Call {
    /// How long a token is to be good; the schema says that it is there.
    fileprivate var days: Int { Int(body["days"]?.int ?? 1) }
}
