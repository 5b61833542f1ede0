internal import DureCore
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// The management API on a port of this machine.
package struct ManagementServer: Sendable {
    /// The port where nobody names another.
    package static let portDefault = 7_373
    /// Connections at once; more wait until one ends.
    private static let connectionCountMax = 64
    /// How long a body may take to arrive.
    private static let bodyDuration = Duration.seconds(30)
    /// What a refused client is given to read why, before its connection is closed.
    private static let closingSeconds: Int64 = 1
    /// The names under which a client on this machine asks; others come from a web page.
    private static let hosts: Set<String> = ["127.0.0.1", "localhost", "[::1]"]
    private static let idleSeconds: Int64 = 10
    private static let headerByteCountMax = 16 << 10
    private static let headerCountMax = 64

    private let api: ManagementAPI
    private let host: String
    private let port: Int

    /// A server that is not listening yet.
    ///
    /// - Parameters:
    ///   - host: Loopback, unless somebody asks for more: there is no TLS here.
    ///   - port: 0 for any that is free.
    package init(_ api: ManagementAPI, host: String = "127.0.0.1", port: Int = portDefault) {
        self.api = api
        self.host = host
        self.port = port
    }

    /// Listens until the task is cancelled.
    ///
    /// - Parameter onListening: Told the port once the server listens.
    /// - Throws: ``NodeError/portTaken(port:)``, or what the system says.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "dure.api", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        let api = api
        let application = Application(
            responder: CallbackResponder { (request: Request, context: ConnectionContext) in
                await Self.respond(to: request, on: context.channel, by: api)
            },
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(Self.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerByteCountMax,
                        maxHeaderListSize: 4 * Self.headerByteCountMax,
                        maxHeaderFieldCount: Self.headerCountMax))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "dure",
                availableConnectionsDelegate: .maximum(
                    Self.connectionCountMax, logger: logger)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where Self.addressInUse.contains(error.errnoCode) {
            throw NodeError.portTaken(port: port)
        }
    }

    /// EADDRINUSE on Linux and on macOS.
    private static let addressInUse: Set<CInt> = [98, 48]

    private static func respond(
        to request: Request, on channel: any Channel, by api: ManagementAPI
    ) async -> Response {
        var asked = APIRequest(request.method.rawValue, request.uri.path)
        asked.query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        asked.token = bearer(request.headers[.authorization])
        asked.contentType = request.headers[.contentType]
        asked.language = Language(locale: request.headers[.acceptLanguage] ?? "")
        let language = asked.language
        asked.body = { try await body(of: request, language) }
        guard isHere(request.head.authority) else {
            return response(ManagementAPI.refusal(ofHost: asked), to: request)
        }
        let answer = await api.answer(asked)
        if answer.headers["connection"] == "close" {
            // A client that goes on sending is not listened to.
            channel.eventLoop.scheduleTask(in: .seconds(closingSeconds)) {
                channel.close(promise: nil)
            }
        }
        return response(answer, to: request)
    }

    /// A page of another site can have its name lead to this machine: its requests name it.
    private static func isHere(_ authority: String?) -> Bool {
        guard let authority else { return false }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            return hosts.contains(authority.lowercased())
        }
        return hosts.contains(authority[..<colon].lowercased())
    }

    private static func body(of request: Request, _ language: Language) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    let body = try await request.body.collect(upTo: ManagementAPI.bodyByteCountMax)
                    return Array(body.readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw Problem(.tooLarge, language)
                } catch {
                    throw Problem(.badRequest, language, place: "body")
                }
            }
            group.addTask {
                try await Task.sleep(for: bodyDuration)
                throw Problem(.timeout, language)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func bearer(_ header: String?) -> String? {
        let parts = header?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private static func response(_ answer: APIResponse, to request: Request) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: request.method == .head
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

/// A request with the connection on which it came.
private struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
