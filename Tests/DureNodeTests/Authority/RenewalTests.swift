import DureCore
import DureFederation
import Foundation
import Testing

@testable import DureNode

/// A node that runs for longer than its certificate lives.
@Suite struct RenewalTests {
    /// A clock that is some days behind: what it stamps is that old by now.
    private struct PastClock: WallClock {
        let days: Int64
        var millisecondsSinceEpoch: Int64 {
            SystemWallClock().millisecondsSinceEpoch - days * 86_400_000
        }
    }

    private let folder = FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)"

    private static let accord = Array(
        """
        [accord]
        id = "valley"
        version = 1
        languages = ["en"]
        in_force = 2026-01-01
        text = { en = "What holds in the valley." }

        [[rule]]
        id = "research"
        effect = "permit"
        action = ["federate"]
        text = { en = "Clinics may learn together." }
        """.utf8)

    /// A coordinator's home, and a member's with a certificate of that age.
    private func homes(ageDays: Int64) throws -> (CoordinatorHome, MemberHome) {
        let clock = PastClock(days: 30)
        let name = try Name("clinic")
        let charter = StarterCharter.text("KR")
        let rules = Self.accord
        let federation = try CoordinatorHome.create(
            at: folder + "/federation", federation: Name("valley"), accord: rules,
            language: .en, clock: clock)
        try MemberHome.create(
            at: folder + "/clinic", name: name, economy: "KR", language: .en,
            charter: charter, passphrase: nil)
        let member = try MemberHome(opening: folder + "/clinic", passphrase: nil)
        let identity = NodeIdentity()
        let chain = try federation.authority.issuer.issue(
            request: identity.certificateRequest(for: name), member: name,
            at: Timestamp(now: PastClock(days: ageDays)))
        try FederationFiles.write(
            Credential(identity: identity, chain: chain), to: member.base.storage)
        let roster = FederationRoster(
            federation: try Name("valley"), version: 2, accordHash: Digest(of: rules),
            coordinator: federation.authority.server.identity.publicKey,
            members: [RosterMember(name: name, economy: "XX", key: identity.publicKey)])
        for storage in [federation.base.storage, member.base.storage] {
            try FederationFiles.write(roster, to: storage)
        }
        return (federation, member)
    }

    /// Runs both until the certificate has changed, or for that many tenths of a second.
    private func run(
        _ federation: CoordinatorHome, _ member: MemberHome, tenthsMax: Int
    ) async throws {
        let before = try FederationFiles.credential(in: member.base.storage)
        let coordinator = try CoordinatorService(home: federation) { _ in }
        let (ports, source) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await coordinator.run(host: "127.0.0.1", port: 0) { source.yield($0) }
            }
            group.addTask {
                for await port in ports {
                    let address = NodeSettings.Address(host: "127.0.0.1", port: port)
                    try member.base.update { $0.coordinator = address }
                    let opened = try MemberHome(opening: member.base.path, passphrase: nil)
                    try await MemberService(home: opened) { _ in }.run {}
                }
            }
            group.addTask {
                for _ in 0..<tenthsMax {
                    try await Task.sleep(for: .milliseconds(100))
                    let now = try FederationFiles.credential(in: member.base.storage)
                    if now?.certificate.fingerprint != before?.certificate.fingerprint { return }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    @Test(arguments: [(Int64(21), true), (5, false)])
    func `a running node renews its certificate when it is due, with the same key`(
        ageDays: Int64, isDue: Bool
    ) async throws {
        let (federation, member) = try homes(ageDays: ageDays)
        defer {
            // Nothing is lost: the folder is in the system's temporary place.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let before = try #require(try FederationFiles.credential(in: member.base.storage))
        // A busy machine may need long to renew; not to renew is seen in a short while.
        try await run(federation, member, tenthsMax: isDue ? 600 : 30)
        let after = try #require(try FederationFiles.credential(in: member.base.storage))
        #expect(after.certificate.publicKey == before.certificate.publicKey)
        #expect((after.certificate.notAfter > before.certificate.notAfter) == isDue)
        #expect(try federation.roster().version == 2)
    }
}
