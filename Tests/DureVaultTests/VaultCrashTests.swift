import DureCharter
import DureCore
import Testing

@testable import DureVault

/// Runs the act with a disk that dies after each possible number of changes, and shows what a new
/// start finds.
private func crashEverywhere(
    prepare: (Setting) async throws -> Void = { _ in },
    act: (Setting) async throws -> Void,
    check: (Setting, Vault) async throws -> Void
) async throws {
    let changeCountMax = 30
    for changes in 0...changeCountMax {
        let setting = try await Setting()
        try await prepare(setting)
        setting.home.crash(afterChanges: changes)
        var hasCrashed = false
        do {
            try await act(setting)
        } catch is StorageError {
            hasCrashed = true
        }
        setting.home.crash(afterChanges: .max)
        try await check(setting, try await setting.reopened())
        if !hasCrashed { return }
    }
    Issue.record("the act needs more changes than the test makes")
}

@Test func `a crash leaves a whole dataset or none`() async throws {
    var outcomes: Set<Bool> = []
    try await crashEverywhere(
        act: { setting in try await setting.importVisits() },
        check: { setting, vault in
            let isThere = try await !vault.cards().isEmpty
            outcomes.insert(isThere)
            let sealed = setting.home.files.keys.filter { $0.hasPrefix("vault/data/") }
            #expect(sealed.count == (isThere ? 1 : 0))
            if !isThere {
                let keyring = setting.home.files[Keyring.path].map {
                    String(decoding: $0, as: UTF8.self)
                }
                #expect(keyring?.contains("visits") != true)
                try await setting.importVisits()  // The name is free again.
            }
        })
    #expect(outcomes == [true, false])
}

@Test func `a crash while erasing leaves nothing or all`() async throws {
    try await crashEverywhere(
        prepare: { setting in try await setting.importVisits() },
        act: { setting in
            let card = try await setting.vault.card(of: try Name("visits"))
            let erasure = try await setting.gate.grant(
                setting.request(.erase), to: card, columns: [])
            try await setting.vault.erase(under: erasure)
        },
        check: { setting, vault in
            if let card = try await vault.cards().first {
                let grant = try await setting.gate.grant(
                    setting.request(.train), to: card, columns: ["age"])
                #expect(try await vault.batches(under: grant).rowCount == 5)
            } else {
                #expect(!setting.home.files.keys.contains { $0.hasPrefix("vault/data/") })
                let keyring = try #require(setting.home.files[Keyring.path])
                #expect(!String(decoding: keyring, as: UTF8.self).contains("visits"))
            }
        })
}

@Test func `a crash while changing the key loses nothing and leaves one key`() async throws {
    try await crashEverywhere(
        prepare: { setting in try await setting.importVisits() },
        act: { setting in try await setting.vault.rotateKey(of: try Name("visits"), by: "key-1") },
        check: { setting, vault in
            let card = try await vault.card(of: try Name("visits"))
            let grant = try await setting.gate.grant(
                setting.request(.train), to: card, columns: ["age"])
            #expect(try await vault.batches(under: grant).rowCount == 5)
            let keyring = String(decoding: setting.home.files[Keyring.path] ?? [], as: UTF8.self)
            #expect(keyring.split(separator: "\"wrapped\"").count == 2, "one key")
        })
}
