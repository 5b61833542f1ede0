package import DureCore
package import DureFederation

/// A short conversation of a command with the coordinator, beside the node's long-lived stream.
package struct FederationCommand: Sendable {
    /// How many messages a command reads before it gives an answer up.
    private static let messageCountMax = 10_000
    private static let accordByteCountMax = 1 << 20

    private let connection: FrameConnection

    /// Speaks over an open connection.
    package init(_ connection: FrameConnection) {
        self.connection = connection
    }

    /// Opens a connection as the home's member, has the conversation, and closes.
    package static func with<Result: Sendable>(
        _ home: MemberHome, _ body: (FederationCommand) async throws -> Result
    ) async throws -> Result {
        let (address, credential) = try home.federation()
        let client = FrameClient(host: address.host, port: address.port)
        let connection = try await client.connect(as: credential)
        let command = FederationCommand(connection)
        do {
            _ = try await command.roster()
            let result = try await body(command)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Greets and answers the federation's roster.
    package func roster() async throws -> FederationRoster {
        try await send(.hello(Hello(role: .command, rosterVersion: 0)))
        return try await answer { message in
            guard case .roster(let step) = message else { return nil }
            return step.roster
        }
    }

    /// The federation and its studies, as the coordinator sees them.
    package func status() async throws -> JSONValue {
        try await send(.status)
        return try await answer { message in
            guard case .report(let json) = message else { return nil }
            return try JSONValue(parsing: json, byteCountMax: WireMessage.jsonByteCountMax)
        }
    }

    /// The state of one study.
    package func state(of study: Name) async throws -> JSONValue {
        let studies = try await status()["studies"]?.elements ?? []
        guard let state = studies.first(where: { $0["study"]?.text == study.text }) else {
            throw NodeError.unknownStudy(study)
        }
        return state
    }

    /// A study as its author signed it, and the answers of those whose signatures are right.
    ///
    /// - Throws: ``NodeError/refused(code:detail:)`` where the federation does not know it;
    ///   ``NodeError/unknownStudy(_:)`` where what came is signed by nobody on the roster, or the
    ///   roster goes back on the pinned one.
    package func study(
        _ name: Name, pinned: FederationRoster?
    ) async throws -> (proposal: StudyProposal, decisions: [StudyDecision]) {
        let roster = try await roster()
        guard pinned.map({ roster == $0 || roster.isLater(than: $0) }) ?? true else {
            throw NodeError.unknownStudy(name)
        }
        try await send(.ask(study: name))
        var proposal: StudyProposal?
        var decisions: [StudyDecision] = []
        _ = try await answer { message -> Bool? in
            switch message {
            case .proposal(let item) where item.study == name: proposal = item
            case .decision(let item) where item.study == name: decisions.append(item)
            case .studyState(let study, _) where study == name: return true
            default: break
            }
            return nil
        }
        guard let proposal, proposal.isSigned, roster.member(with: proposal.author) != nil else {
            throw NodeError.unknownStudy(name)
        }
        let signed = decisions.filter {
            $0.isSigned && $0.manifestHash == proposal.manifestHash
                && roster.member(with: $0.member) != nil
        }
        return (proposal, signed)
    }

    /// The accord's text, which must have that hash.
    ///
    /// - Throws: ``NodeError/otherAccord`` where it has another.
    package func accord(_ hash: Digest) async throws -> [UInt8] {
        try await send(.fetch(blob: hash, fromChunk: 0))
        var text: [UInt8] = []
        return try await answer { message in
            guard case .chunk(let blob, let index, let bytes) = message, blob == hash else {
                return nil
            }
            guard Int(index) * WireMessage.chunkByteCountMax == text.count,
                text.count + bytes.count <= Self.accordByteCountMax
            else { throw NodeError.otherAccord }
            text += bytes
            if Digest(of: text) == hash { return text }
            guard bytes.count == WireMessage.chunkByteCountMax else { throw NodeError.otherAccord }
            return nil
        }
    }

    /// Proposes a study; returns once the coordinator has it.
    package func propose(_ proposal: StudyProposal) async throws {
        try await send(.proposal(proposal))
        _ = try await answer { message in
            guard case .proposal(let taken) = message, taken.study == proposal.study else {
                return nil as Bool?
            }
            return true
        }
    }

    private func send(_ message: WireMessage) async throws {
        try await connection.send(Frame(message))
    }

    private func answer<Answer>(_ read: (WireMessage) throws -> Answer?) async throws -> Answer {
        for _ in 0..<Self.messageCountMax {
            guard let frame = try await connection.next() else { break }
            let message = try WireMessage(frame)
            if case .refused(let code, let detail) = message {
                throw NodeError.refused(code: code, detail: detail)
            }
            if let answer = try read(message) { return answer }
        }
        throw TransportError.protocolMismatch
    }
}
