import DureCharter
import DureCore
import Testing

@testable import DureVault

/// Runs the act with a disk that dies after each possible number of changes, and shows what a new
/// start finds.
private func crashEverywhere(
    prepare: (Setting) throws -> Void = { _ in },
    act: (Setting) throws -> Void,
    check: (Setting, Vault) throws -> Void
) throws {
    let changeCountMax = 30
    for changes in 0...changeCountMax {
        let setting = try Setting()
        try prepare(setting)
        setting.home.crash(afterChanges: changes)
        var hasCrashed = false
        do {
            try act(setting)
        } catch is StorageError {
            hasCrashed = true
        }
        setting.home.crash(afterChanges: .max)
        try check(setting, try setting.reopened())
        if !hasCrashed { return }
    }
    Issue.record("the act needs more changes than the test makes")
}

@Test func `a crash leaves a whole dataset or none`() throws {
    var outcomes: Set<Bool> = []
    try crashEverywhere(
        act: { setting in try setting.importVisits() },
        check: { setting, vault in
            let isThere = try !vault.cards().isEmpty
            outcomes.insert(isThere)
            let sealed = setting.home.files.keys.filter { $0.hasPrefix("vault/data/") }
            #expect(sealed.count == (isThere ? 1 : 0))
            if !isThere {
                let keyring = setting.home.files[Keyring.path].map {
                    String(decoding: $0, as: UTF8.self)
                }
                #expect(keyring?.contains("visits") != true)
                try setting.importVisits()  // The name is free again.
            }
        })
    #expect(outcomes == [true, false])
}

@Test func `a crash while erasing leaves nothing or all`() throws {
    try crashEverywhere(
        prepare: { setting in try setting.importVisits() },
        act: { setting in
            let card = try setting.vault.card(of: try Name("visits"))
            let erasure = try setting.gate.grant(
                setting.request(.erase), to: card, columns: [])
            try setting.vault.erase(under: erasure)
        },
        check: { setting, vault in
            if let card = try vault.cards().first {
                let grant = try setting.gate.grant(
                    setting.request(.train), to: card, columns: ["age"])
                #expect(try vault.batches(under: grant).rowCount == 5)
            } else {
                #expect(!setting.home.files.keys.contains { $0.hasPrefix("vault/data/") })
                let keyring = try #require(setting.home.files[Keyring.path])
                #expect(!String(decoding: keyring, as: UTF8.self).contains("visits"))
            }
        })
}

@Test func `a crash while changing the key loses nothing and leaves one key`() throws {
    try crashEverywhere(
        prepare: { setting in try setting.importVisits() },
        act: { setting in try setting.vault.rotateKey(of: try Name("visits"), by: "key-1") },
        check: { setting, vault in
            let card = try vault.card(of: try Name("visits"))
            let grant = try setting.gate.grant(
                setting.request(.train), to: card, columns: ["age"])
            #expect(try vault.batches(under: grant).rowCount == 5)
            let keyring = String(decoding: setting.home.files[Keyring.path] ?? [], as: UTF8.self)
            #expect(keyring.split(separator: "\"wrapped\"").count == 2, "one key")
        })
}
