import DureCore
import DureFederation
import DureNode
import DurePrivacy

/// A federation on disk for one measured job: an authority, and a key and certificate for each
/// member.
struct BenchFederation {
    private static let federation = "bench"
    private static let server = "coordinator"

    let authority: FederationAuthority
    let members: [Credential]

    /// Founds one in the folder.
    static func create(in folder: String, memberCount: Int) throws {
        let clock = SystemWallClock()
        let storage = FileStorage(root: folder)
        let (authority, _) = try FederationAuthority.create(
            federation: Name(federation), server: Name(server), clock: clock)
        try authority.store(in: storage, folder: "authority")
        for index in 0..<memberCount {
            let name = try Name("member-\(index)")
            let identity = NodeIdentity()
            let chain = try authority.issuer.issue(
                request: identity.certificateRequest(for: name), member: name,
                at: Timestamp(now: clock))
            let credential = try Credential(identity: identity, chain: chain)
            try storage.write(credential.chainFile, to: "\(name.text)/chain.pem")
            try storage.write(credential.keyFile, to: "\(name.text)/key.pem")
        }
    }

    /// Opens the federation of a job.
    init(of job: RoundJob) throws {
        let storage = FileStorage(root: job.folder)
        authority = try FederationAuthority(from: storage, folder: "authority")
        func file(_ path: String) throws -> [UInt8] {
            guard let bytes = try storage.read(path, byteCountMax: Credential.fileByteCountMax)
            else { throw SpeedError.missing(path) }
            return bytes
        }
        members = try (0..<job.memberCount).map { index in
            try Credential(
                chainFile: file("member-\(index)/chain.pem"),
                keyFile: file("member-\(index)/key.pem"))
        }
    }

    /// All members, as a study that they approved would number them.
    func roster() throws -> StudyRoster {
        StudyRoster(
            members.map {
                RosterMember(
                    name: $0.certificate.name, economy: "KR", key: $0.certificate.publicKey)
            })
    }

    /// The context of a round, the same at every process.
    func context(round: UInt32) throws -> RoundContext {
        let roster = try roster()
        let coordinator = authority.server.identity.publicKey
        let plan = RoundPlan(
            suite: .standard, federation: try Name(Self.federation),
            accordHash: Digest(of: [1]), rosterVersion: 1, roster: roster,
            study: try Name(Self.federation), manifestHash: Digest(of: [2]), round: round,
            attempt: 1, rule: try Thresholds(memberCount: roster.count),
            coordinator: coordinator)
        return try RoundContext(plan: plan, roster: roster, coordinator: coordinator)
    }
}
