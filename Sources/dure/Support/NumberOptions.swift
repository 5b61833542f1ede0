import ArgumentParser
import DureNode
import DureVault

/// What an import does about personal numbers, column by column; beside what the card says.
struct NumberOptions: ParsableArguments {
    @Option(name: .long, help: "Leave this column outside; may be repeated.")
    var drop: [String] = []
    @Option(
        name: .long, help: "Put stars for the personal numbers of this column; may be repeated.")
    var mask: [String] = []
    @Option(
        name: .long,
        help: "Put a keyed pseudonym for each value of this column; may be repeated.")
    var pseudonymise: [String] = []
    @Option(
        name: .long,
        help: "Keep the personal numbers of this column as they are, sealed; may be repeated.")
    var keep: [String] = []
    @Option(
        name: .long,
        help: "The key of the pseudonyms, outside of the home; made where it is not there.")
    var pseudonymKey: String?
    @Flag(
        name: .long,
        help: "Do not look for personal numbers; the dataset is treated as sensitive.")
    var noScan = false

    private var lists: [(NumberAction, [String])] {
        [(.drop, drop), (.mask, mask), (.pseudonymise, pseudonymise), (.keep, keep)]
    }

    /// By column.
    var actions: [String: NumberAction] {
        var actions: [String: NumberAction] = [:]
        for (action, columns) in lists {
            for column in columns { actions[column] = action }
        }
        return actions
    }

    func validate() throws {
        let columns = lists.flatMap(\.1)
        guard Set(columns).count == columns.count else {
            throw ValidationError(
                "A column has one of --drop, --mask, --pseudonymise and --keep, once.")
        }
        guard !noScan || columns.isEmpty else {
            throw ValidationError(
                "--no-scan goes with none of --drop, --mask, --pseudonymise, --keep.")
        }
    }

    /// Whether and how to look; the key is opened or made here.
    func search() throws -> NumberSearch {
        noScan ? .none : .full(try pseudonymKey.map(PseudonymKeyFile.openOrMake))
    }
}
