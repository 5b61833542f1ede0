import ArgumentParser
import DureCore
import DureNode
import DureVault

extension DataCommand {
    /// The command `dure data lineage`.
    struct LineageCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lineage", abstract: DataPhrases.lineage.text(Speech.language),
            discussion: "Example: dure data lineage heart --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let lineage = try home.member().lineage(of: name)
            output.show(lineage.answer, orLines: Self.lines(lineage))
        }

        private static func lines(_ lineage: DatasetLineage) -> [String] {
            var lines =
                lineage.fileHash.map {
                    [Speech.say(DataPhrases.lineageFile, ["hash": $0.hex])]
                } ?? []
            for (number, version) in lineage.versions.enumerated() {
                lines.append(
                    Speech.say(
                        DataPhrases.lineageVersion,
                        [
                            "number": "\(number + 1)", "hash": version.contentHash.hex,
                            "from": version.from.description,
                        ]))
                lines += version.readings.map { "  " + line($0) }
                if let end = version.end {
                    let phrase =
                        end.change == .erasure
                        ? DataPhrases.lineageErasure : DataPhrases.lineageCorrection
                    lines.append("  " + Speech.say(phrase, ["time": end.at.description]))
                }
            }
            if lineage.versions.allSatisfy(\.readings.isEmpty) {
                lines.append(Speech.say(DataPhrases.lineageUnread))
            }
            return lines
                + lineage.models.map {
                    Speech.say(
                        DataPhrases.lineageModel,
                        ["study": $0.study, "hash": $0.hash.hex, "index": "\($0.index)"])
                }
        }

        private static func line(_ reading: DatasetLineage.Reading) -> String {
            Speech.say(
                DataPhrases.lineageReading,
                [
                    "action": CardText.words([reading.action]), "study": reading.study ?? "-",
                    "count": "\(reading.permitCount)", "first": "\(reading.permits.lowerBound)",
                    "last": "\(reading.permits.upperBound)",
                ])
        }
    }
}
