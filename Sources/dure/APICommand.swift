import ArgumentParser
import DureCore
import DureNode

/// The command `dure api`: the management API's own description.
struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: UserCommandPhrases.api.text(Speech.language),
        discussion: "Example: dure api > openapi.json")

    func run() throws {
        StandardStreams.out(
            OpenAPIDocument.json(version: Dure.version, Speech.language).prettyText)
    }
}
