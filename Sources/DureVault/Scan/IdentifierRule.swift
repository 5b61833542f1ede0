/// What a rule says to a number of the right form.
enum NumberVerdict: Sendable {
    /// Right as far as it can be checked.
    case passed
    /// The check digits are wrong.
    case failed
    /// Nothing in it can be checked.
    case unchecked
    /// It cannot be such a number: a 13th month, a province that is none.
    case impossible
}

/// One kind of number: a line of the tables in `Rules`.
struct IdentifierRule: Sendable {
    /// What happens to a number whose check fails.
    enum Failure: Sendable {
        /// It is none, unless a word nearby says that it is meant to be one.
        case clears
        /// It is less likely.
        case lowers
    }

    /// The digits and capital letters, in ASCII, without separators.
    typealias Check = @Sendable ([UInt8]) -> NumberVerdict

    let type: String
    let economy: String
    let kind: IdentifierKind
    let shapes: [Shape]
    /// How much it says that a number of the form passes, in points: about the binary logarithm
    /// of one over the share of random numbers of that form that do.
    let points: Int
    let failure: Failure
    /// Only with a word nearby that means this very number.
    let needsOwnWord: Bool
    /// Words that mean this very number, with bars between them.
    let words: String
    let check: Check

    init(
        _ type: String, _ economy: String, _ kind: IdentifierKind, _ shapes: [String],
        points: Int, failure: Failure = .clears, needsOwnWord: Bool = false, words: String,
        check: @escaping Check = { _ in .unchecked }
    ) {
        self.type = type
        self.economy = economy
        self.kind = kind
        self.shapes = shapes.map { Shape($0) }
        self.points = points
        self.failure = failure
        self.needsOwnWord = needsOwnWord
        self.words = words
        self.check = check
    }
}

/// All rules, in the order in which they win ties: people before businesses.
enum IdentifierRules {
    static let all: [IdentifierRule] =
        korea + japan + china + chineseTaipei + hongKongAndSingapore + malaysiaAndBrunei
        + thailandAndIndonesia + philippines + vietNam + australia + newZealandAndPapua + canada
        + unitedStates + mexico + peruAndChile + russia + everywhere
}
