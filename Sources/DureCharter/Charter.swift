package import DureCore

/// The rules of one institution (a charter) or of one federation (an accord), read from TOML.
///
/// A charter either loads whole or not at all: an unknown field or word is an error with its line.
package struct Charter: Sendable {
    /// The largest charter file, in bytes.
    package static let byteCountMax = 1_000_000
    /// How many rules a charter may have.
    package static let ruleCountMax = 1_000
    /// How many languages a charter, or one sentence in it, may have.
    package static let languageCountMax = 50

    /// Whose rules these are.
    package enum Kind: String, Sendable {
        /// One institution's.
        case charter
        /// A federation's: the table at the top is called `[accord]`.
        case accord
    }

    /// Whose rules these are.
    package let kind: Kind
    /// The charter's name.
    package let id: String
    /// Counted up with every change, from 1.
    package let version: Int
    /// The economy whose law stands behind it; nil in an accord.
    package let economy: String?
    /// The languages it promises to speak, the first one first.
    package let languages: [String]
    /// The first day on which it holds, as in `2026-12-01`.
    package let inForce: String
    /// The hash of the version before, where there was one.
    package let previous: Digest?
    /// What it is, by language code.
    package let text: [String: String]
    /// Purposes it declares beside ``Vocabulary/purposes``.
    package let declaredPurposes: Set<String>
    /// Its rules, in the order of the file.
    package let rules: [Rule]
    /// The people whose signatures change it; empty until signing is set up.
    package let signers: [CharterSigner]
    /// The people who answer for what leaves the institution.
    package let responsible: [ResponsiblePerson]
    /// What the law behind it says in numbers and words, as its pack knew it.
    package let facts: [LegalFact]
    /// SHA-256 of the file.
    package let hash: Digest
    /// The rules, ready for deciding.
    let table: DecisionTable

    /// Reads a charter or an accord.
    ///
    /// - Throws: ``TOMLError``, with the line and the key.
    package init(parsing text: [UInt8]) throws(TOMLError) {
        let file = try TOMLReader(parsing: text, byteCountMax: Self.byteCountMax)
        try file.refuseUnknownKeys(allowed: [
            "charter", "accord", "rule", "signer", "facts", "responsible",
        ])
        kind = file.has("accord") && !file.has("charter") ? .accord : .charter
        guard !(file.has("accord") && file.has("charter")) else {
            throw file.error("accord", .notTogether(with: "charter"))
        }
        for key in ["signer", "facts", "responsible"] where kind == .accord && file.has(key) {
            throw file.error(key, .notTogether(with: "accord"))
        }
        let head = try file.table(kind.rawValue)
        try head.refuseUnknownKeys(allowed: Self.headKeys)
        id = try head.ruleName("id")
        version = try head.integer("version", in: 1...1_000_000)
        economy = try kind == .charter ? head.economy("economy") : head.optionalEconomy("economy")
        languages = try head.languages("languages")
        inForce = try head.date("in_force")
        previous = try head.optionalDigest("previous")
        self.text = try head.sentences("text", mayBeMissing: true)
        declaredPurposes = try head.declared("purposes")
        let words = RuleWords(
            purposes: Vocabulary.purposes.union(declaredPurposes),
            roles: Vocabulary.roles.union(try head.declared("roles")))
        let tables = try file.tables("rule")
        guard tables.count <= Self.ruleCountMax else {
            throw file.error("rule", .tooLarge(limit: Self.ruleCountMax))
        }
        var rules: [Rule] = []
        for table in tables { rules.append(try Rule(reading: table, words: words)) }
        self.rules = rules
        signers = try CharterSigner.list(in: file, words: words)
        responsible = try ResponsiblePerson.list(in: file)
        facts = try LegalFact.list(in: file)
        hash = Digest(of: text)
        table = DecisionTable(
            head: .init(
                kind: kind, id: id, version: version, hash: hash, languages: languages),
            rules: rules)
    }

    private static let headKeys: Set<String> = [
        "id", "version", "economy", "languages", "in_force", "previous", "text", "purposes",
        "roles",
    ]
}

/// The words that rules may use for purposes and roles.
struct RuleWords {
    let purposes: Set<String>
    let roles: Set<String>
}
