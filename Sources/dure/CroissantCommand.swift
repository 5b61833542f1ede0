import ArgumentParser
import DureCore
import DureNode
import DureVault

extension DataCommand {
    /// The command `dure data croissant`.
    struct CroissantCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "croissant", abstract: DataPhrases.croissant.text(Speech.language),
            discussion:
                "Example: dure data croissant heart --output heart.croissant.json --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @Option(name: .long, help: "The file to write; left out, it is printed.")
        var output: String?
        @Flag(name: .long, help: "Replace the file where it is there.")
        var replace = false
        @OptionGroup var home: HomeOption

        func run() throws {
            let member = try home.member()
            let text = Croissant(
                try member.vault.card(of: name), heldBy: member.base.settings.name.text,
                versionCount: try member.vault.versions(of: name).count,
                place: try member.vault.place(of: name)
            ).json.prettyText
            guard let output else { return StandardStreams.out(text) }
            try UserFile.write(Array((text + "\n").utf8), to: output, replacing: replace)
        }
    }
}
