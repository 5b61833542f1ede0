package import DureCore
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// What a client asks of the management API, as it came over the wire.
package struct APIRequest: Sendable {
    package var method: String
    /// The path, without the query.
    package var path: String
    package var query: [(name: String, value: String)] = []
    /// The text after `Bearer`, where there is one.
    package var token: String?
    package var contentType: String?
    package var language: Language = .en
    /// Reads the body, once it is known who asks and what they may.
    package var body: @Sendable () async throws -> [UInt8] = { [] }

    /// A request without a token or a body; set the other fields after.
    package init(_ method: String, _ path: String) {
        self.method = method
        self.path = path
    }
}

/// What is answered.
package struct APIResponse: Sendable {
    /// The HTTP status.
    package let status: Int
    /// The body's media type.
    package let contentType: String
    /// Headers beside it, by name in lower case.
    package var headers: [String: String] = [:]
    /// JSON.
    package let body: [UInt8]
}

/// The management API of a node: asks who it is, what they may, whether the request has the shape
/// that the document promises, and has it done.
package struct ManagementAPI: Sendable {
    /// The largest body, in bytes: a charter fits.
    package static let bodyByteCountMax = 2 << 20
    private static let document = OpenAPIDocument.base + "/openapi.json"
    /// Threads that wait for disk and locks; those of the transport never do.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 16)
        threads.start()
        return threads
    }()

    private let home: MemberHome
    private let documents: [Language: [UInt8]]
    private let refusals = RefusalCount()
    private let onFailure: @Sendable (String) -> Void

    /// The API of an open home.
    ///
    /// - Parameter onFailure: Told of what the node itself failed at: the operation and the sentence,
    ///   for whoever runs the machine. Who asked hears only that it failed.
    package init(
        home: MemberHome, version: String,
        onFailure: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.home = home
        self.onFailure = onFailure
        documents = Dictionary(
            uniqueKeysWithValues: Language.allCases.map {
                ($0, OpenAPIDocument.json(version: version, $0).canonicalBytes)
            })
    }

    /// Answers a request; what goes wrong is an answer too.
    package func answer(_ request: APIRequest) async -> APIResponse {
        do {
            if request.path == Self.document, request.method == Operation.Method.get.rawValue {
                return Self.response(200, documents[request.language] ?? [])
            }
            return Self.response(200, try await done(request))
        } catch {
            let problem = Problem(error, request.language)
            if problem.status == .failed || problem.status == .full {
                let sentence = ErrorSentence.text(of: error, .en) ?? "\(type(of: error))"
                onFailure("\(request.method) \(request.path): \(sentence)")
            }
            return Self.response(problem, request)
        }
    }

    /// What a request under a name that is not this machine's is answered.
    package static func refusal(ofHost request: APIRequest) -> APIResponse {
        response(Problem(.misdirected, request.language), request)
    }

    private func done(_ request: APIRequest) async throws -> [UInt8] {
        let (user, roles) = try await onThread {
            let user = try authenticated(request)
            return (user, try home.roles(of: user))
        }
        let (operation, path) = try Self.operation(for: request)
        guard !roles.isDisjoint(with: operation.roles) else {
            try await refuse(operation, user, path, request.language)
        }
        let call = Operation.Call(
            home: home, user: user, roles: roles,
            parameters: try Self.parameters(of: operation, path, request),
            body: try Self.body(of: operation, request, try await request.body()),
            language: request.language)
        switch operation.run {
        case .blocking(let work):
            // One hop for entry and act: nothing is cancelled between them.
            return try await onThread {
                try act(operation, call) { try work(call).canonicalBytes }
            }
        case .waiting(let work):
            // Neither a connection that breaks nor a server that ends stops it halfway.
            return try await Task {
                try await onThread { try enter("api.asked", operation, user, path) }
                do {
                    return try await work(call).canonicalBytes
                } catch {
                    try await onThread { try enterFailure(error, operation, call) }
                    throw error
                }
            }.value
        }
    }

    /// Enters what is asked before it is done, and that it failed where it did.
    private func act(
        _ operation: Operation, _ call: Operation.Call, _ work: () throws -> [UInt8]
    ) throws -> [UInt8] {
        guard operation.isChange else { return try work() }
        try enter("api.asked", operation, call.user, call.targets)
        do {
            return try work()
        } catch {
            try enterFailure(error, operation, call)
            throw error
        }
    }

    private func refuse(
        _ operation: Operation, _ user: User, _ path: [String: String], _ language: Language
    ) async throws -> Never {
        // The first few of a minute are entered: nobody fills the ledger with refusals.
        guard refusals.count(user.person, at: Timestamp(now: home.clock)) else {
            throw Problem(.tooMany, language)
        }
        try await onThread {
            try enter("api.asked", operation, user, [:], verdict: "forbidden")
        }
        let needed = operation.roles.map(\.rawValue).sorted().joined(separator: ", ")
        throw Problem(
            .forbidden, language, detail: APIPhrases.roleWanted.text(language, ["roles": needed]))
    }

    /// Runs what waits for the disk where nothing else waits for it.
    private func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await Self.threads.runIfActive(body)
    }

    private func authenticated(_ request: APIRequest) throws -> User {
        guard let token = request.token,
            let user = try home.users.user(bearing: token, at: Timestamp(now: home.clock))
        else { throw Problem(.unauthorized, request.language) }
        return user
    }

    private func enterFailure(
        _ error: any Error, _ operation: Operation, _ call: Operation.Call
    ) throws {
        let status = Problem(error, call.language).status
        try enter(
            "api.failed", operation, call.user, call.targets,
            verdict: status == .forbidden ? "forbidden" : nil, status: status)
    }

    private func enter(
        _ action: String, _ operation: Operation, _ user: User, _ targets: [String: String],
        verdict: String? = nil, status: Problem.Status? = nil
    ) throws {
        var details = targets.mapValues { JSONValue.string($0) }
        details["operation"] = .string(operation.id)
        details["status"] = status.map { .count($0.rawValue) }
        // Users are people: the ledger has their ids.
        if let name = details.removeValue(forKey: "user")?.text {
            let known = try home.users.users().first { $0.name.text == name }
            details["person"] = known.map { .string($0.person) }
        }
        try home.log(by: user.person).record(action, verdict: verdict, details: details)
    }

    // MARK: Reading

    private static func operation(
        for request: APIRequest
    ) throws(Problem) -> (Operation, [String: String]) {
        let matching = matching(request)
        guard !matching.isEmpty else { throw Problem(.notFound, request.language) }
        guard let found = matching.first(where: { $0.0.method.rawValue == request.method }) else {
            throw Problem(.methodNotAllowed, request.language)
        }
        return found
    }

    private static func parameters(
        of operation: Operation, _ path: [String: String], _ request: APIRequest
    ) throws(Problem) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for parameter in operation.parameters {
            let given =
                parameter.place == .path
                ? path[parameter.name].map { [$0] } ?? []
                : request.query.filter { $0.name == parameter.name }.map(\.value)
            guard let text = given.first else { continue }
            var value = JSONValue.string(text)
            if case .integer = parameter.schema, let number = Int64(text) {
                value = .integer(number)
            }
            guard given.count == 1, parameter.schema.fault(in: value) == nil else {
                throw Problem(.badRequest, request.language, place: parameter.name)
            }
            values[parameter.name] = value
        }
        let isKnown = request.query.allSatisfy { pair in
            operation.parameters.contains { $0.place == .query && $0.name == pair.name }
        }
        guard isKnown else { throw Problem(.badRequest, request.language, place: "query") }
        return values
    }

    private static func body(
        of operation: Operation, _ request: APIRequest, _ bytes: [UInt8]
    ) throws(Problem) -> JSONValue {
        guard let schema = operation.body else {
            guard bytes.isEmpty else {
                throw Problem(.badRequest, request.language, place: "body")
            }
            return .null
        }
        let type = request.contentType?.split(separator: ";").first.map {
            $0.lowercased().filter { $0 != " " }
        }
        guard type == "application/json" else {
            throw Problem(.unsupportedType, request.language)
        }
        // Which of JSON's rules was broken is of no use: the place is the whole body.
        guard let value = try? JSONValue(parsing: bytes, byteCountMax: bodyByteCountMax)
        else { throw Problem(.badRequest, request.language, place: "body") }
        if let fault = schema.fault(in: value) {
            throw Problem(.badRequest, request.language, place: fault.isEmpty ? "body" : fault)
        }
        return value
    }

    // MARK: Answering

    private static func response(_ problem: Problem, _ request: APIRequest) -> APIResponse {
        var response = response(
            problem.status.rawValue, problem.json(request.language).canonicalBytes,
            contentType: "application/problem+json")
        switch problem.status {
        case .unauthorized:
            response.headers["www-authenticate"] = "Bearer realm=\"dure\""
            response.headers["connection"] = "close"
        case .tooLarge, .timeout: response.headers["connection"] = "close"
        case .methodNotAllowed: response.headers["allow"] = allowed(request)
        default: break
        }
        return response
    }

    private static func allowed(_ request: APIRequest) -> String {
        Set(matching(request).map(\.0.method.rawValue)).sorted().joined(separator: ", ")
    }

    /// The operations at that path, whatever their methods, with the values of the path.
    private static func matching(_ request: APIRequest) -> [(Operation, [String: String])] {
        guard request.path.hasPrefix(OpenAPIDocument.base + "/") else { return [] }
        let parts = request.path.dropFirst(OpenAPIDocument.base.count)
            .split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return Operation.all.compactMap { operation in
            operation.match(Array(parts)).map { (operation, $0) }
        }
    }

    private static func response(
        _ status: Int, _ body: [UInt8], contentType: String = "application/json"
    ) -> APIResponse {
        APIResponse(
            status: status, contentType: contentType,
            headers: ["cache-control": "no-store", "x-content-type-options": "nosniff"],
            body: body)
    }
}

/// How often each person was refused within the last minute.
private final class RefusalCount: Sendable {
    private static let minute: Int64 = 60_000
    private static let countMax = 20
    private let counts = NIOLockedValueBox<[String: (since: Timestamp, count: Int)]>([:])

    /// Counts one; false where there were too many of late.
    func count(_ person: String, at now: Timestamp) -> Bool {
        counts.withLockedValue { counts in
            // As many people as there are users at most.
            var one = counts[person] ?? (now, 0)
            if now.milliseconds - one.since.milliseconds > Self.minute { one = (now, 0) }
            one.count += 1
            counts[person] = one
            return one.count <= Self.countMax
        }
    }
}
