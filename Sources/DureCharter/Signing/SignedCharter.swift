package import DureCore

/// A version of a charter with the signatures that it has so far.
package struct SignedCharter: Sendable {
    /// The largest file of signatures, in bytes.
    package static let byteCountMax = 65_536

    /// The rules.
    package let charter: Charter
    /// The charter's file.
    package let text: [UInt8]
    /// The file of its tests.
    package let tests: [UInt8]
    /// The signatures, each checked when it was added or read.
    package private(set) var signatures: [CharterSignature]
    /// Who may sign: those whom the version before names, or the founding version itself.
    private let signers: [CharterSigner]
    /// The version before, which may have rules on changing it.
    private let last: Charter?

    /// What the signatures are of.
    package var statement: CharterStatement { CharterStatement(of: charter, tests: tests) }

    /// A version that nobody has signed yet, checked against the one before it.
    ///
    /// - Throws: ``CharterError``; ``TOMLError`` for either file.
    package init(proposing text: [UInt8], tests: [UInt8], after last: Charter?) throws {
        charter = try Charter(parsing: text)
        self.text = text
        self.tests = tests
        self.last = last
        signatures = []
        guard charter.kind == .charter else { throw CharterError.notACharter }
        guard charter.signers.count >= CharterSigner.signatureCountMin else {
            throw CharterError.noSigners
        }
        signers = last?.signers ?? charter.signers
        if let last { try Self.check(charter, follows: last) }
        let errorCount = charter.lint().count { $0.isError }
        guard errorCount == 0 else { throw CharterError.lint(count: errorCount) }
        let outcomes = try charter.runTests(tests)
        guard !outcomes.isEmpty else { throw CharterError.noTests }
        let failedCount = outcomes.count { !$0.isPassed }
        guard failedCount == 0 else { throw CharterError.testsFailed(count: failedCount) }
    }

    /// A version as it was kept, with its signatures checked; it may still wait for more of them.
    ///
    /// Lint and tests are not run again: what was signed stays signed when the program learns more.
    ///
    /// - Throws: ``CharterError``; ``TOMLError`` for the charter.
    package init(
        keeping text: [UInt8], tests: [UInt8], signatures file: [UInt8], after last: Charter?
    ) throws {
        charter = try Charter(parsing: text)
        self.text = text
        self.tests = tests
        signers = last?.signers ?? charter.signers
        self.last = last
        if let last { try Self.check(charter, follows: last) }
        // What JSON found wrong is of no use to the reader: the file is not what was written.
        guard let json = try? JSONValue(parsing: file, byteCountMax: Self.byteCountMax),
            json["type"]?.text == Self.type, json["hash"]?.text == charter.hash.hex,
            let elements = json["signatures"]?.elements, elements.count <= CharterSigner.countMax
        else { throw CharterError.badSignatures(version: charter.version) }
        signatures = []
        for element in elements {
            guard let signature = CharterSignature(element),
                signature.isValid(of: statement, by: signers)
            else { throw CharterError.badSignatures(version: charter.version) }
            signatures.append(signature)
        }
    }

    /// Whether two different people in different roles have signed, and the rules of the version
    /// before permit the change.
    package var isComplete: Bool {
        isSignedByTwo && (changeDecision?.verdict ?? .permitted) == .permitted
    }

    /// What the version before answers to the change once two have signed; nil where it has no
    /// rules about that.
    ///
    /// Each signature is an approval. The last one's role and day are those of the request.
    package var changeDecision: Decision? {
        let action = Action.changeCharter
        guard let last, let final = signatures.last, isSignedByTwo,
            last.rules.contains(where: { $0.lists[.action]?.contains(action.rawValue) == true })
        else { return nil }
        var request = CharterRequest(
            action: action, purpose: "operations", sensitivity: .internal, requester: "",
            date: String(final.time.prefix(10)))
        request.role = final.role
        request.approvals = signatures.map { Approval(person: $0.person.text, role: $0.role) }
        return last.decide(request)
    }

    private var isSignedByTwo: Bool {
        signatures.contains { one in
            signatures.contains {
                $0.person != one.person && $0.role != one.role && $0.key != one.key
            }
        }
    }

    /// The signer whose key this is.
    ///
    /// - Throws: ``CharterError/notASigner``.
    package func signer(with key: PublicIdentity) throws(CharterError) -> CharterSigner {
        guard let signer = signers.first(where: { $0.key == key }) else { throw .notASigner }
        return signer
    }

    /// Adds a person's signature.
    ///
    /// - Throws: ``CharterError/notASigner``, ``CharterError/signedAlready(person:)``.
    package mutating func sign(with identity: NodeIdentity, at time: Timestamp) throws {
        let signer = try signer(with: identity.publicKey)
        guard !signatures.contains(where: { $0.person == signer.person }) else {
            throw CharterError.signedAlready(person: signer.person)
        }
        signatures.append(
            try CharterSignature(of: statement, as: signer, with: identity, at: time))
    }

    /// The signatures as they are kept beside the version.
    package var signatureFile: [UInt8] {
        let json: JSONValue = [
            "type": .string(Self.type), "hash": .string(charter.hash.hex),
            "signatures": .array(signatures.map(\.json)),
        ]
        return Array((json.prettyText + "\n").utf8)
    }

    private static let type = "dure/charter-signatures1"

    private static func check(
        _ charter: Charter, follows last: Charter
    ) throws(CharterError) {
        guard charter.id == last.id else { throw .otherCharter(last: last.id) }
        guard charter.version == last.version + 1 else {
            throw .wrongVersion(found: charter.version, expected: last.version + 1)
        }
        guard charter.previous == last.hash else { throw .wrongPrevious(expected: last.hash) }
        guard charter.inForce >= last.inForce else {
            throw .beforeLast(found: charter.inForce, last: last.inForce)
        }
    }
}
