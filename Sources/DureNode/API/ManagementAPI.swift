package import DureCore
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
    package var body: [UInt8] = []

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

    private let home: MemberHome
    private let version: String

    /// The API of an open home.
    package init(home: MemberHome, version: String) {
        self.home = home
        self.version = version
    }

    /// Answers a request; what goes wrong is an answer too.
    package func answer(_ request: APIRequest) async -> APIResponse {
        do {
            if request.path == Self.document, request.method == Operation.Method.get.rawValue {
                return Self.response(
                    200, OpenAPIDocument.json(version: version, request.language))
            }
            return Self.response(200, try await done(request))
        } catch {
            return Self.response(Problem(error, request.language), request)
        }
    }

    /// What a request that cannot be read is answered, such as one whose body is too large.
    package static func refusal(tooLarge request: APIRequest) -> APIResponse {
        response(Problem(.tooLarge, request.language), request)
    }

    private func done(_ request: APIRequest) async throws -> JSONValue {
        let user = try await onThread { try authenticated(request) }
        let (operation, path) = try Self.operation(for: request)
        let (roles, person) = try await onThread {
            (try home.roles(of: user), try home.ledgerID(of: user.name.text))
        }
        guard !roles.isDisjoint(with: operation.roles) else {
            let needed = operation.roles.map(\.rawValue).sorted().joined(separator: ", ")
            try await onThread {
                try enter(operation, person, verdict: "forbidden", details: [:])
            }
            throw Problem(
                .forbidden, request.language,
                detail: APIPhrases.roleWanted.text(request.language, ["roles": needed]))
        }
        let call = Operation.Call(
            home: home, user: user, roles: roles, person: person,
            parameters: try Self.parameters(of: operation, path, request),
            body: try Self.body(of: operation, request), language: request.language)
        do {
            let answer = try await run(operation, call)
            if operation.isChange {
                try await onThread { try enter(operation, person, verdict: nil, details: [:]) }
            }
            return answer
        } catch {
            if operation.isChange {
                let status = Problem(error, request.language).status.rawValue
                try await onThread {
                    try enter(
                        operation, person, verdict: nil, details: ["status": .count(status)])
                }
            }
            throw error
        }
    }

    private func run(_ operation: Operation, _ call: Operation.Call) async throws -> JSONValue {
        switch operation.run {
        case .blocking(let work): try await onThread { try work(call) }
        case .waiting(let work): try await work(call)
        }
    }

    /// Runs what waits for the disk where nothing else waits for it.
    private func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(body)
    }

    private func authenticated(_ request: APIRequest) throws -> User {
        guard let token = request.token,
            let user = try home.users.user(bearing: token, at: Timestamp(now: home.clock))
        else { throw Problem(.unauthorized, request.language) }
        return user
    }

    /// What a person did or was not let do.
    private func enter(
        _ operation: Operation, _ person: String, verdict: String?,
        details: [String: JSONValue]
    ) throws {
        var details = details
        details["operation"] = .string(operation.id)
        try home.log(by: person).record("api.asked", verdict: verdict, details: details)
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
        of operation: Operation, _ request: APIRequest
    ) throws(Problem) -> JSONValue {
        guard let schema = operation.body else {
            guard request.body.isEmpty else {
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
        guard let value = try? JSONValue(parsing: request.body, byteCountMax: bodyByteCountMax)
        else { throw Problem(.badRequest, request.language, place: "body") }
        if let fault = schema.fault(in: value) {
            throw Problem(.badRequest, request.language, place: fault.isEmpty ? "body" : fault)
        }
        return value
    }

    // MARK: Answering

    private static func response(_ problem: Problem, _ request: APIRequest) -> APIResponse {
        var response = response(
            problem.status.rawValue, problem.json(request.language),
            contentType: "application/problem+json")
        switch problem.status {
        case .unauthorized: response.headers["www-authenticate"] = "Bearer realm=\"dure\""
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
        _ status: Int, _ value: JSONValue, contentType: String = "application/json"
    ) -> APIResponse {
        APIResponse(
            status: status, contentType: contentType,
            headers: ["cache-control": "no-store", "x-content-type-options": "nosniff"],
            body: value.canonicalBytes)
    }
}
