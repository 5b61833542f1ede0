internal import DureCore

extension Rule {
    /// Reads one `[[rule]]` table.
    init(reading table: TOMLReader, words: RuleWords) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: Self.keys)
        let effect = try table.choice("effect", of: Effect.self)
        try Self.checkPlaces(of: table, effect: effect)
        id = try table.ruleName("id")
        self.effect = effect
        text = try table.sentences("text", mayBeMissing: false)
        source = try table.optionalStrings("source") ?? []
        var lists: [ListField: Set<String>] = [:]
        for field in ListField.allCases where table.has(field.rawValue) {
            lists[field] = try table.words(field, words)
        }
        self.lists = lists
        var bounds: [BoundField: Double] = [:]
        for field in BoundField.allCases {
            bounds[field] = try table.bound(field)
        }
        self.bounds = bounds
        secureAggregation = try table.optionalBool("secure_aggregation")
        if secureAggregation == false && effect != .forbid {
            // "Secure aggregation may be off" is said by leaving the field out.
            throw table.error("secure_aggregation", .unknownValue)
        }
        from = try table.optionalDate("from")
        until = try table.optionalDate("until")
        approvals = try table.optionalInteger("approvals", in: 1...Self.approvalCountMax) ?? 0
        separation = try table.optionalBool("separation") ?? true
        if table.has("separation") && approvals == 0 { throw table.error("approvals", .missing) }
        duties = try table.duties()
        line = table.line
    }

    /// The most approvals that a rule can ask for.
    static let approvalCountMax = 20

    private static let requireKeys: Set<String> = ["approvals", "separation", "duty"]
    private static let boundKeys = Set(BoundField.allCases.map(\.rawValue))
    private static let keys =
        requireKeys.union(boundKeys).union(ListField.allCases.map(\.rawValue))
        .union(["id", "effect", "text", "source", "secure_aggregation", "from", "until"])

    /// A field that means nothing beside the effect is refused: a forbid with a bound or with
    /// approvals would seem to say something.
    private static func checkPlaces(of table: TOMLReader, effect: Effect) throws(TOMLError) {
        let misplaced =
            switch effect {
            case .permit: requireKeys
            case .forbid: requireKeys.union(boundKeys)
            case .require: Set<String>()
            }
        for key in misplaced.sorted() where table.has(key) {
            throw table.error(key, .notTogether(with: "effect"))
        }
        let demands = requireKeys.union(boundKeys).union(["secure_aggregation"])
        if effect == .require && !demands.contains(where: table.has) {
            throw table.error("duty", .missing)
        }
    }
}

extension TOMLReader {
    /// A name of 1 to 40 of `a-z 0-9 -`.
    func ruleName(_ key: String) throws(TOMLError) -> String {
        let text = try string(key)
        guard Self.isName(text) else { throw error(key, .unknownValue) }
        return text
    }

    static func isName(_ text: String) -> Bool {
        // Which of the name's rules was broken is of no use here: the line is told.
        (try? Name(text)) != nil
    }

    /// The sentences of a rule or charter by language, or one sentence without a language, which
    /// is then English.
    func sentences(_ key: String, mayBeMissing: Bool) throws(TOMLError) -> [String: String] {
        guard has(key) || !mayBeMissing else { return [:] }
        let table = try table(key)
        guard !table.keys.isEmpty else { throw error(key, .missing) }
        guard table.keys.count <= Charter.languageCountMax else {
            throw error(key, .tooLarge(limit: Charter.languageCountMax))
        }
        var sentences: [String: String] = [:]
        for language in table.keys {
            guard Self.isLanguage(language) else { throw table.error(language, .unknownKey) }
            sentences[language] = try table.string(language)
        }
        return sentences
    }

    func languages(_ key: String) throws(TOMLError) -> [String] {
        let languages = try strings(key)
        guard !languages.isEmpty else { throw error(key, .missing) }
        guard languages.count <= Charter.languageCountMax else {
            throw error(key, .tooLarge(limit: Charter.languageCountMax))
        }
        guard languages.allSatisfy(Self.isLanguage), Set(languages).count == languages.count else {
            throw error(key, .unknownValue)
        }
        return languages
    }

    /// A language tag in its simplest form: `ko`, `fil`, `zh-Hans`.
    private static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { $0.utf8.allSatisfy { TOMLPath.isBare($0) && $0 > 57 } }
        return isPlain && parts.count <= 2 && (2...3).contains(parts[0].utf8.count)
            && (parts.count == 1 || parts[1].utf8.count == 4)
    }

    func economy(_ key: String) throws(TOMLError) -> String {
        let code = try string(key)
        guard Vocabulary.isEconomyCode(code) else { throw error(key, .unknownValue) }
        return code
    }

    func optionalEconomy(_ key: String) throws(TOMLError) -> String? {
        has(key) ? try economy(key) : nil
    }

    func optionalDigest(_ key: String) throws(TOMLError) -> Digest? {
        guard let text = try optionalString(key) else { return nil }
        // The digest's own error has no line; ours has.
        guard let digest = try? Digest(hex: text) else { throw error(key, .unknownValue) }
        return digest
    }

    /// Words that a charter adds to the vocabulary.
    func declared(_ key: String) throws(TOMLError) -> Set<String> {
        let words = try optionalStrings(key) ?? []
        guard words.allSatisfy(Self.isName) else { throw error(key, .unknownValue) }
        return Set(words)
    }

    /// The words of a list field, each of which must be known; an empty list would fit nothing.
    func words(_ field: ListField, _ words: RuleWords) throws(TOMLError) -> Set<String> {
        let key = field.rawValue
        let found = try strings(key)
        guard !found.isEmpty else { throw error(key, .missing) }
        guard found.allSatisfy({ field.knows($0, words) }) else { throw error(key, .unknownValue) }
        return Set(found)
    }

    func bound(_ field: BoundField) throws(TOMLError) -> Double? {
        let key = field.rawValue
        switch field {
        case .minCohort: return try optionalInteger(key, in: 1...1_000_000_000).map(Double.init)
        case .retentionDays: return try optionalInteger(key, in: 1...36_525).map(Double.init)
        case .maxEpsilon: return try optionalDouble(key, in: 1e-6...100)
        case .maxDelta: return try optionalDouble(key, in: 0...0.1)
        }
    }

    func duties() throws(TOMLError) -> [Duty] {
        var duties: [Duty] = []
        for text in try optionalStrings("duty") ?? [] {
            guard let duty = Duty(rawValue: text) else { throw error("duty", .unknownValue) }
            duties.append(duty)
        }
        guard !has("duty") || !duties.isEmpty else { throw error("duty", .missing) }
        return duties
    }
}

extension ListField {
    /// Whether the word belongs to the field's vocabulary.
    func knows(_ word: String, _ words: RuleWords) -> Bool {
        switch self {
        case .action: Action(rawValue: word) != nil
        case .purpose: words.purposes.contains(word)
        case .sensitivity: Sensitivity(rawValue: word) != nil
        case .contains: Content(rawValue: word) != nil
        case .role: words.roles.contains(word)
        case .economy: Vocabulary.isEconomyCode(word)
        case .member: TOMLReader.isName(word)
        case .impact: Impact(rawValue: word) != nil
        }
    }
}
