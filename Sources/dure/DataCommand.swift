import ArgumentParser

/// `dure data`
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "data")
}
