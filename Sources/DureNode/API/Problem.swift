internal import DureCharter
internal import DureCore
internal import DureLearning
internal import DureLedger
internal import DurePrivacy
internal import DureVault

/// What is answered where something is wrong (RFC 9457).
struct Problem: Error {
    enum Status: Int, CaseIterable, Sendable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case timeout = 408
        case conflict = 409
        case tooLarge = 413
        case unsupportedType = 415
        case misdirected = 421
        case unprocessable = 422
        case tooMany = 429
        case failed = 500
        case unreachable = 502
        case full = 507

        var phrase: Phrase {
            switch self {
            case .badRequest: APIPhrases.badRequest
            case .unauthorized: APIPhrases.unauthorized
            case .forbidden: APIPhrases.forbidden
            case .notFound: APIPhrases.notFound
            case .methodNotAllowed: APIPhrases.methodNotAllowed
            case .timeout: APIPhrases.timeout
            case .conflict: APIPhrases.conflict
            case .tooLarge: APIPhrases.tooLarge
            case .unsupportedType: APIPhrases.unsupportedType
            case .misdirected: APIPhrases.misdirected
            case .unprocessable: APIPhrases.unprocessable
            case .tooMany: APIPhrases.tooMany
            case .failed: APIPhrases.failed
            case .unreachable: APIPhrases.unreachable
            case .full: APIPhrases.full
            }
        }
    }

    let status: Status
    /// What is wrong and what to do.
    let detail: String
    /// Where in the body, as a JSON pointer, or which parameter.
    var place: String?

    init(_ status: Status, _ language: Language, detail: String? = nil, place: String? = nil) {
        self.status = status
        self.detail = detail ?? status.phrase.text(language)
        self.place = place
    }

    /// The problem that an error of the node is.
    ///
    /// What no room explains tells nothing of itself: it may hold what nobody is to see.
    init(_ error: any Error, _ language: Language) {
        if let problem = error as? Problem {
            self = problem
            return
        }
        let status = Self.status(of: error)
        // What failed at the node itself may name its files: that is for whoever runs it.
        let isOwn = status == .failed || status == .full
        self.init(
            status, language, detail: isOwn ? nil : ErrorSentence.text(of: error, language))
    }

    private static func status(of error: any Error) -> Status {
        switch error {
        case let error as VaultError: status(of: error)
        case let error as NodeError: status(of: error)
        case let error as UserError:
            switch error {
            case .unknown: .notFound
            case .exists, .isUser: .conflict
            case .atTheMachine, .ownStudy: .forbidden
            default: .unprocessable
            }
        case let error as StorageError:
            if case .full = error { .full } else { .failed }
        case let error as LedgerError:
            if case .outside = error { .notFound } else { .failed }
        case is TransportError, is AuthorityError: .unreachable
        case is CharterError, is PrivacyError, is LearningError, is TOMLError: .unprocessable
        default: .failed
        }
    }

    private static func status(of error: VaultError) -> Status {
        switch error {
        case .unknownDataset, .unknownSubject: .notFound
        case .refused: .forbidden
        case .datasetExists: .conflict
        case .sealBroken, .catalogueDamaged, .keyFileDamaged, .contentChanged, .keyRefused,
            .newerVersion, .grantExpired:
            .failed
        default: .unprocessable
        }
    }

    private static func status(of error: NodeError) -> Status {
        switch error {
        case .unknownStudy, .unknownModel, .unknownIncident: .notFound
        case .incidentClosed, .studyKnown, .notEnrolled: .conflict
        case .incidentText, .knownInFuture, .otherFederation, .noSuchMember: .unprocessable
        case .refused: .forbidden
        case .timedOut: .unreachable
        default: .failed
        }
    }

    func json(_ language: Language) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": "about:blank", "title": .string(status.phrase.text(language)),
            "status": .count(status.rawValue), "detail": .string(detail),
        ]
        members["place"] = place.map { .string($0) }
        return .object(members)
    }

    static let schema = Schema.object([
        .init(name: "type", schema: .text(countMax: 256)),
        .init(name: "title", schema: .text(countMax: 1_024)),
        .init(name: "status", schema: .integer(400...599)),
        .init(name: "detail", schema: .text(countMax: 65_536)),
        .init(name: "place", schema: .text(countMax: 4_096), isRequired: false),
    ])
}
