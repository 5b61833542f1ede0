package import DureCore

/// A member's request for a certificate, as the authority receives it.
package struct EnrolmentRequest: Sendable {
    /// The most bytes of a request's JSON text.
    package static let byteCountMax = 16_384

    /// Why the authority should answer.
    package enum Ground: Sendable {
        /// A token: its name in the book, and a proof made with its secret.
        case token(identifier: String, proof: [UInt8])
        /// A certificate that is still good, already verified by the transport: a renewal.
        case certificate(PeerCertificate)
    }

    /// The name for which a certificate is asked.
    package let member: Name
    /// The PKCS #10 request in DER.
    package let request: [UInt8]
    /// The economy that the member's own settings name; nil where it is not said.
    package let economy: String?
    /// Why the authority should answer.
    package let ground: Ground

    /// Reads the body of an enrolment.
    ///
    /// - Throws: ``AuthorityError/requestMalformed``.
    init(parsing body: [UInt8]) throws(AuthorityError) {
        do {
            let value = try JSONValue(parsing: body, byteCountMax: Self.byteCountMax)
            guard value["version"]?.int == 1, let member = value["member"]?.text,
                let token = value["token"]?.text, let request = value["request"]?.text,
                let proof = value["proof"]?.text
            else { throw AuthorityError.requestMalformed }
            self.member = try Name(member)
            economy = value["economy"]?.text
            self.request = try Hex.decode(request)
            ground = .token(identifier: token, proof: try Hex.decode(proof))
        } catch {
            throw .requestMalformed
        }
    }

    /// Reads the body of a renewal that came over a connection of that peer.
    ///
    /// - Throws: ``AuthorityError/requestMalformed``.
    init(parsing body: [UInt8], from peer: PeerCertificate) throws(AuthorityError) {
        do {
            let value = try JSONValue(parsing: body, byteCountMax: Self.byteCountMax)
            guard value["version"]?.int == 1, let request = value["request"]?.text else {
                throw AuthorityError.requestMalformed
            }
            member = peer.name
            economy = nil
            self.request = try Hex.decode(request)
            ground = .certificate(peer)
        } catch {
            throw .requestMalformed
        }
    }
}

/// What the authority answers to an enrolment or a renewal.
package enum EnrolmentAnswer: Sendable {
    /// The most bytes of an answer's JSON text.
    package static let byteCountMax = 65_536

    /// A chain in DER, with a proof where a token was the ground.
    case granted(chain: [[UInt8]], proof: [UInt8])
    /// Nothing was issued.
    case refused(AuthorityError)

    var body: [UInt8] {
        let value: JSONValue =
            switch self {
            case .granted(let chain, let proof):
                .object([
                    "version": 1,
                    "chain": .array(chain.map { .string(Hex.encode($0)) }),
                    "proof": .string(Hex.encode(proof)),
                ])
            case .refused(let error):
                .object(["version": 1, "refused": .string(error.code)])
            }
        return value.canonicalBytes
    }
}

extension FederationAuthority {
    /// Answers a request: checks its ground, uses up the token, issues a certificate.
    ///
    /// Whether a member may still renew (the roster) is for the caller to decide before. What this
    /// machine's disk does wrong is thrown; what is wrong with the request is an answer.
    ///
    /// - Throws: ``StorageError`` or ``AuthorityError/fileMalformed(path:)``.
    package func answer(
        _ request: EnrolmentRequest, tokens: TokenBook, clock: some WallClock
    ) throws -> EnrolmentAnswer {
        do {
            let now = Timestamp(now: clock)
            // Issued first, given away last: a request that cannot be answered costs no token.
            let chain = try issuer.issue(
                request: request.request, member: request.member, at: now)
            guard case .token(let identifier, let proof) = request.ground else {
                return .granted(chain: chain, proof: [])
            }
            let fingerprint = server.certificate.fingerprint
            let secret = try tokens.redeem(identifier, member: request.member) { secret in
                EnrolmentProof.isEqual(
                    proof,
                    EnrolmentProof.request(request.request, server: fingerprint, secret: secret))
            }
            let answer = EnrolmentProof.answer(
                chain, request: request.request, server: fingerprint, secret: secret)
            return .granted(chain: chain, proof: answer)
        } catch AuthorityError.fileMalformed(let path) {
            throw AuthorityError.fileMalformed(path: path)
        } catch let error as AuthorityError {
            return .refused(error)
        }
    }
}

/// The member's half: makes the request, and checks the answer before it trusts it.
struct EnrolmentDraft: Sendable {
    let identity: NodeIdentity
    let member: Name
    let economy: String?
    /// Nil for a renewal, where the connection itself proves who asks.
    let token: EnrolmentToken?
    private let request: [UInt8]

    init(
        identity: NodeIdentity, member: Name, economy: String? = nil, token: EnrolmentToken?
    ) throws(AuthorityError) {
        self.identity = identity
        self.member = member
        self.economy = economy
        self.token = token
        request = try identity.certificateRequest(for: member)
    }

    func body(for server: PeerCertificate) -> [UInt8] {
        var members: [String: JSONValue] = [
            "version": 1, "request": .string(Hex.encode(request)),
        ]
        if let token {
            let proof = EnrolmentProof.request(
                request, server: server.fingerprint, secret: token.secret)
            members["member"] = .string(member.text)
            members["economy"] = economy.map { .string($0) }
            members["token"] = .string(token.identifier)
            members["proof"] = .string(Hex.encode(proof))
        }
        return JSONValue.object(members).canonicalBytes
    }

    /// Checks the answer's proof and chain, and puts the credential together.
    func accept(
        _ body: [UInt8], from server: PeerCertificate, authority: Digest, at now: Timestamp
    ) async throws(AuthorityError) -> Credential {
        let (chain, proof) = try read(body, at: now)
        if let token {
            let expected = EnrolmentProof.answer(
                chain, request: request, server: server.fingerprint, secret: token.secret)
            guard EnrolmentProof.isEqual(proof, expected) else { throw .answerForged }
        }
        let peer = try await PeerVerifier(authority: authority)
            .verify(chain: chain, as: .member, at: now)
        guard peer.name == member, peer.publicKey == identity.publicKey else {
            throw .answerMalformed
        }
        return try Credential(identity: identity, chain: chain)
    }

    private func read(
        _ body: [UInt8], at now: Timestamp
    ) throws(AuthorityError) -> (chain: [[UInt8]], proof: [UInt8]) {
        do {
            let value = try JSONValue(parsing: body, byteCountMax: EnrolmentAnswer.byteCountMax)
            if let code = value["refused"]?.text {
                throw AuthorityError(code: code, member: member, at: now)
            }
            guard value["version"]?.int == 1, let chain = value["chain"]?.elements,
                chain.count <= Credential.chainCountMax, let proof = value["proof"]?.text
            else { throw AuthorityError.answerMalformed }
            return (try chain.map { try Hex.decode($0.text ?? "") }, try Hex.decode(proof))
        } catch let error as AuthorityError {
            throw error
        } catch {
            throw .answerMalformed
        }
    }
}

extension AuthorityError {
    /// The refusal behind a code that the authority sent; a code of a later version is a failure
    /// of no known kind.
    init(code: String, member: Name, at now: Timestamp) {
        let known: [AuthorityError] = [
            .tokenMalformed, .tokenUnknown, .tokenUsed(member: member),
            .tokenExpired(member: member), .tokenForOtherMember(asked: member), .requestForged,
            .requestMalformed, .certificateForeign, .certificateExpired(at: now),
            .certificateNotYetValid(until: now), .certificateForOtherRole, .certificateMalformed,
            .issuerExpired(at: now), .economyOther, .memberKnown,
        ]
        self = known.first { $0.code == code } ?? .cryptography
    }
}
