import ArgumentParser

/// The command `dure ledger`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ledger")
}
