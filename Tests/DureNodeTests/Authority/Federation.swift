import DureCore
import DureTesting
import Foundation

@testable import DureNode

/// A clock that stands where a test puts it.
struct StillClock: WallClock {
    var millisecondsSinceEpoch: Int64

    static let start = StillClock(millisecondsSinceEpoch: 1_790_000_000_000)

    func later(days: Int64 = 0, minutes: Int64 = 0) -> StillClock {
        StillClock(
            millisecondsSinceEpoch: millisecondsSinceEpoch + days * 86_400_000 + minutes * 60_000)
    }

    var now: Timestamp { Timestamp(now: self) }
}

/// A founded federation in a folder of its own, for tests.
struct Federation {
    let authority: FederationAuthority
    let rootKey: FederationAuthority.RootKey
    let storage = FileStorage(
        root: FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)")

    init(_ name: String = "valley", clock: StillClock = .start) throws {
        (authority, rootKey) = try FederationAuthority.create(
            federation: try Name(name), server: try Name("hub"), clock: clock)
    }

    func tokens(_ clock: StillClock) -> TokenBook {
        TokenBook(
            storage: storage, path: "tokens.json", authority: authority.fingerprint, clock: clock)
    }

    /// A member's credential, issued at that time without the detour of a token.
    func credential(_ member: String, clock: StillClock = .start) throws -> Credential {
        let identity = NodeIdentity()
        let name = try Name(member)
        return try Credential(
            identity: identity,
            chain: authority.issuer.issue(
                request: identity.certificateRequest(for: name), member: name, at: clock.now))
    }

    func remove() {
        // Nothing is lost: the folder is in the system's temporary place.
        try? FileManager.default.removeItem(atPath: storage.root)
    }
}
