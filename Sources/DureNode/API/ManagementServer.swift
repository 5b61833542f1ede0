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
    /// Connections at once; more wait.
    private static let connectionCountMax = 256
    private static let idleSeconds: Int64 = 60
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
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                await Self.respond(to: request, by: api)
            },
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(Self.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerByteCountMax,
                        maxHeaderListSize: 4 * Self.headerByteCountMax,
                        maxHeaderFieldCount: Self.headerCountMax))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "dure"),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == Self.addressInUse {
            throw NodeError.portTaken(port: port)
        }
    }

    private static let addressInUse: CInt = 98

    private static func respond(
        to request: Request, by api: ManagementAPI
    ) async -> Response {
        var asked = APIRequest(request.method.rawValue, request.uri.path)
        asked.query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        asked.token = bearer(request.headers[.authorization])
        asked.contentType = request.headers[.contentType]
        asked.language = Language(locale: request.headers[.acceptLanguage] ?? "")
        do {
            let body = try await request.body.collect(upTo: ManagementAPI.bodyByteCountMax)
            asked.body = Array(body.readableBytesView)
        } catch {
            return response(ManagementAPI.refusal(tooLarge: asked))
        }
        return response(await api.answer(asked))
    }

    private static func bearer(_ header: String?) -> String? {
        let parts = header?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private static func response(_ answer: APIResponse) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
