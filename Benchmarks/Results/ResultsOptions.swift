/// What the command line asks for.
struct ResultsOptions {
    /// What the command line should have been, for people.
    struct Mistake: Error {
        let sentence: String
    }

    /// The most runs at one epsilon.
    static let seedCountMax = 10_000

    /// Experiments by name; all where none is named.
    private(set) var names: [String] = []
    /// The folder of the data that the project does not carry.
    private(set) var data = "../shared/data"
    private(set) var isJSON = false
    private(set) var seedCount = 20
    /// The folder for pictures; nil for none.
    private(set) var pictures: String?
    /// Files of results to show instead of computing any.
    private(set) var files: [String] = []

    /// Reads the command line, the program's name left out.
    ///
    /// - Throws: ``Mistake``.
    init(_ arguments: some Collection<String>) throws(Mistake) {
        var arguments = Array(arguments)[...]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--json": isJSON = true
            case "--data": data = try Self.next(&arguments, after: argument)
            case "--pictures": pictures = try Self.next(&arguments, after: argument)
            case "--from": files.append(try Self.next(&arguments, after: argument))
            case "--seeds":
                let word = try Self.next(&arguments, after: argument)
                guard let count = Int(word), (1...Self.seedCountMax).contains(count) else {
                    throw Mistake(sentence: "--seeds takes 1 to \(Self.seedCountMax).")
                }
                seedCount = count
            case _ where argument.hasPrefix("-"):
                throw Mistake(
                    sentence: "There is no \(argument); there are: --json --data FOLDER "
                        + "--seeds N --pictures FOLDER --from FILE.")
            default: names.append(argument)
            }
        }
    }

    private static func next(
        _ arguments: inout ArraySlice<String>, after option: String
    ) throws(Mistake) -> String {
        guard let word = arguments.popFirst() else {
            throw Mistake(sentence: "\(option) takes a value.")
        }
        return word
    }
}
