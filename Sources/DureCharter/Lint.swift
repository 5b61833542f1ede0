/// Something in a charter that loads and yet is probably a mistake.
package struct LintFinding: Sendable, Hashable {
    /// What is odd about the charter.
    @nonexhaustive
    package enum Kind: Sendable, Hashable {
        /// Two rules have this id; answers could not tell them apart.
        case duplicateID
        /// No request can reach the permit: its days never come, or forbids take all of it.
        case unreachablePermit
        /// This one forbid takes everything that the permit allows.
        case shadowedPermit(by: String)
        /// The rule has no sentence in a language that the charter promises.
        case missingLanguage(String)
        /// The charter declares a purpose that no rule names.
        case unusedPurpose(String)
        /// Nobody holds this office, so nothing leaves the institution.
        case vacantOffice(Office)
        /// No rule permits anything.
        case nothingPermitted
    }

    /// What is odd.
    package let kind: Kind
    /// The rule, or nil for the charter as a whole.
    package let rule: String?
    /// The line where the rule begins.
    package let line: Int

    /// Whether the charter must not be signed like this.
    ///
    /// A missing language is only a warning: readers are shown another one.
    package var isError: Bool {
        switch kind {
        case .duplicateID, .unreachablePermit, .shadowedPermit, .nothingPermitted: true
        case .missingLanguage, .unusedPurpose, .vacantOffice: false
        }
    }
}

extension Charter {
    /// All findings, in the order of the lines.
    package func lint() -> [LintFinding] {
        var findings: [LintFinding] = []
        var seen: Set<String> = []
        let forbids = rules.filter { $0.effect == .forbid }
        var stepsLeft = Self.reachStepCountMax
        for rule in rules {
            if !seen.insert(rule.id).inserted { findings.append(rule.finding(.duplicateID)) }
            if rule.effect == .permit {
                findings += reach(of: rule, forbids: forbids, stepsLeft: &stepsLeft)
            }
            for language in languages where rule.text[language] == nil {
                findings.append(rule.finding(.missingLanguage(language)))
            }
        }
        if !rules.contains(where: { $0.effect == .permit }) {
            findings.append(LintFinding(kind: .nothingPermitted, rule: nil, line: 1))
        }
        if kind == .charter {
            findings += vacantOffices.map {
                LintFinding(kind: .vacantOffice($0), rule: nil, line: 1)
            }
        }
        let used = rules.reduce(into: Set<String>()) { $0.formUnion($1.lists[.purpose] ?? []) }
        for purpose in declaredPurposes.subtracting(used).sorted() {
            findings.append(LintFinding(kind: .unusedPurpose(purpose), rule: nil, line: 1))
        }
        return findings
    }

    /// How many choices one permit may leave, and how many are compared with forbids in one
    /// charter: beyond them permits are taken to be reachable, for lint is advice.
    private static let combinationCountMax = 100_000
    private static let reachStepCountMax = 500_000

    private func reach(
        of permit: Rule, forbids: [Rule], stepsLeft: inout Int
    ) -> [LintFinding] {
        if let from = permit.from, let until = permit.until, from > until {
            return [permit.finding(.unreachablePermit)]
        }
        let able = forbids.filter { $0.coversRest(of: permit) }
        if let shadow = able.filter({ $0.coversWords(of: permit) }).map(\.id).min() {
            return [permit.finding(.shadowedPermit(by: shadow))]
        }
        let choiceCount = Self.combinationCount(of: permit)
        let stepCount = able.count * choiceCount
        guard !able.isEmpty, choiceCount <= Self.combinationCountMax, stepCount <= stepsLeft
        else { return [] }
        stepsLeft -= stepCount
        let hasWayThrough = Self.combinations(of: permit).contains { combination in
            !able.contains { $0.matchesWords(combination) }
        }
        return hasWayThrough ? [] : [permit.finding(.unreachablePermit)]
    }

    /// Every choice of one word for each field of which a request has exactly one.
    ///
    /// A field that the permit leaves open stands as nil: then only a forbid that leaves it open
    /// too can cover the choice, for the vocabularies of requests have no end.
    private static func combinations(of permit: Rule) -> [[ListField: String]] {
        var all: [[ListField: String]] = [[:]]
        for field in ListField.allCases where !field.isMany {
            guard let words = permit.lists[field]?.sorted() ?? field.closedWords else { continue }
            all = all.flatMap { choice in
                words.map { word in choice.merging([field: word]) { $1 } }
            }
        }
        return all
    }

    /// How many choices ``combinations(of:)`` makes.
    private static func combinationCount(of permit: Rule) -> Int {
        ListField.allCases.filter { !$0.isMany }.reduce(1) { count, field in
            count * (permit.lists[field]?.count ?? field.closedWords?.count ?? 1)
        }
    }
}

extension Rule {
    fileprivate func finding(_ kind: LintFinding.Kind) -> LintFinding {
        LintFinding(kind: kind, rule: id, line: line)
    }

    /// Whether every request that fits the permit also fits this forbid in the fields of which a
    /// request can have several words, in secure aggregation and in the days.
    fileprivate func coversRest(of permit: Rule) -> Bool {
        let hasDays = (from ?? "") <= (permit.from ?? "") && (until ?? "9") >= (permit.until ?? "9")
        let hasSetting =
            secureAggregation == nil
            || secureAggregation == true && permit.secureAggregation == true
        let hasWords = ListField.allCases.filter(\.isMany).allSatisfy { field in
            guard let forbidden = lists[field] else { return true }
            // Data that holds nothing fits a permit, and meets no list of contents.
            guard field != .contains, let allowed = permit.lists[field] else { return false }
            return allowed.isSubset(of: forbidden)
        }
        return hasDays && hasSetting && hasWords
    }

    /// The same for the fields of which a request has one word.
    fileprivate func coversWords(of permit: Rule) -> Bool {
        ListField.allCases.filter { !$0.isMany }.allSatisfy { field in
            guard let forbidden = lists[field] else { return true }
            guard let allowed = permit.lists[field].map(Array.init) ?? field.closedWords else {
                return false
            }
            return forbidden.isSuperset(of: allowed)
        }
    }

    fileprivate func matchesWords(_ choice: [ListField: String]) -> Bool {
        ListField.allCases.filter { !$0.isMany }.allSatisfy { field in
            guard let forbidden = lists[field] else { return true }
            return choice[field].map(forbidden.contains) ?? false
        }
    }
}

extension ListField {
    /// All the words that a request can have in this field, where there is an end to them.
    fileprivate var closedWords: [String]? {
        switch self {
        case .action: Action.allCases.map(\.rawValue)
        case .sensitivity: Sensitivity.allCases.map(\.rawValue)
        case .impact: Impact.allCases.map(\.rawValue)
        default: nil
        }
    }
}
