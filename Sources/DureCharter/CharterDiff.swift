package import DureCore

/// What differs between two charters: rule by rule, and in what is permitted in the end.
package struct CharterDiff: Sendable {
    /// A field of a rule, or of the charter, that changed.
    package struct Change: Sendable, Hashable {
        /// The field, as it is named in a charter.
        package let field: String
        /// What stood there; null where nothing did.
        package let old: JSONValue
        /// What stands there now; null where nothing does.
        package let new: JSONValue
    }

    /// What happened to one rule.
    package enum RuleChange: Sendable, Hashable {
        /// The rule is new.
        case added(Rule)
        /// The rule is gone.
        case removed(Rule)
        /// These fields of the rule changed; never empty.
        case changed(Rule, [Change])
    }

    /// An answer that is another one now, at its best: asked in the mildest form that the rules
    /// know, with everything in order but people's approval.
    package struct Shift: Sendable, Hashable {
        /// What is asked to be done.
        package let action: Action
        /// For which of the purposes; nil stands for all that no rule names.
        package let purposes: [String?]
        /// Of data in which classes.
        package let sensitivities: [Sensitivity]
        /// Of data that holds this, where something.
        package let content: Content?
        /// What the old charter answered at best.
        package let old: Verdict
        /// What the new one answers at best.
        package let new: Verdict
    }

    /// What changed in the charter's own table, signers, responsible people and facts.
    package let head: [Change]
    /// What happened to the rules, in the order of the new charter, those that are gone last.
    package let rules: [RuleChange]
    /// Whose answers are others now; the looser first.
    package let shifts: [Shift]

    /// Compares two charters.
    package init(from old: Charter, to new: Charter) {
        head = Self.changes(old.fields, new.fields)
        rules = Self.rules(old, new)
        shifts = Self.shifts(old, new)
    }

    private static func rules(_ old: Charter, _ new: Charter) -> [RuleChange] {
        let before = Dictionary(
            old.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(new.rules.map(\.id))
        let now = new.rules.compactMap { rule -> RuleChange? in
            guard let other = before[rule.id] else { return .added(rule) }
            let changes = changes(other.fields, rule.fields)
            return changes.isEmpty ? nil : .changed(rule, changes)
        }
        return now + old.rules.filter { !kept.contains($0.id) }.map { .removed($0) }
    }

    private static func changes(
        _ old: [(String, JSONValue)], _ new: [(String, JSONValue)]
    ) -> [Change] {
        let (before, after) = (
            Dictionary(old, uniquingKeysWith: { $1 }), Dictionary(new, uniquingKeysWith: { $1 })
        )
        var order: [String] = []
        var seen: Set<String> = []
        for (field, _) in new + old where seen.insert(field).inserted { order.append(field) }
        return order.compactMap { field in
            let (one, other) = (before[field] ?? .null, after[field] ?? .null)
            return one == other ? nil : Change(field: field, old: one, new: other)
        }
    }
}

extension CharterDiff {
    /// The most questions that are put to both charters; beyond them only rules are compared.
    private static let questionCountMax = 200_000

    private struct Question: Hashable {
        let action: Action
        let purpose: String?
        let sensitivity: Sensitivity
        let content: Content?
    }

    private static func shifts(_ old: Charter, _ new: Charter) -> [Shift] {
        let all = old.rules + new.rules
        func named(_ field: ListField) -> [String] {
            all.reduce(into: Set<String>()) { $0.formUnion($1.lists[field] ?? []) }.sorted()
        }
        let purposes: [String?] = named(.purpose) + [nil]
        let contents: [Content?] = [nil] + named(.contains).compactMap(Content.init(rawValue:))
        let permitCount = all.count { $0.effect == .permit }
        let count =
            Action.allCases.count * purposes.count * contents.count * Sensitivity.allCases.count
        guard count * max(1, permitCount) <= questionCountMax else { return [] }
        var shifts: [Shift] = []
        for action in Action.allCases {
            for content in contents {
                shifts += self.shifts(of: action, content, purposes, old, new)
            }
        }
        return shifts.filter { $0.new < $0.old } + shifts.filter { $0.new > $0.old }
    }

    /// The shifts of one action, with purposes of the same answers told together.
    private static func shifts(
        of action: Action, _ content: Content?, _ purposes: [String?], _ old: Charter,
        _ new: Charter
    ) -> [Shift] {
        struct Pair: Hashable {
            let old: Verdict
            let new: Verdict
        }
        let date = max(old.inForce, new.inForce)
        var groups: [(pair: Pair, classes: [Sensitivity], purposes: [String?])] = []
        for purpose in purposes {
            var pairs: [(Pair, [Sensitivity])] = []
            for sensitivity in Sensitivity.allCases {
                let question = Question(
                    action: action, purpose: purpose, sensitivity: sensitivity, content: content)
                let pair = Pair(
                    old: best(question, old, on: date), new: best(question, new, on: date))
                guard pair.old != pair.new else { continue }
                if let index = pairs.firstIndex(where: { $0.0 == pair }) {
                    pairs[index].1.append(sensitivity)
                } else {
                    pairs.append((pair, [sensitivity]))
                }
            }
            for (pair, classes) in pairs {
                if let index = groups.firstIndex(where: { $0.pair == pair && $0.classes == classes }
                ) {
                    groups[index].purposes.append(purpose)
                } else {
                    groups.append((pair, classes, [purpose]))
                }
            }
        }
        return groups.map {
            Shift(
                action: action, purposes: $0.purposes, sensitivities: $0.classes, content: content,
                old: $0.pair.old, new: $0.pair.new)
        }
    }

    /// The mildest answer to a question, whoever asks and with whatever care.
    private static func best(
        _ question: Question, _ charter: Charter, on date: String
    ) -> Verdict {
        var request = CharterRequest(
            action: question.action,
            // No charter can name this purpose: a capital letter is none of a name's.
            purpose: question.purpose ?? "Other", sensitivity: question.sensitivity,
            requester: "asker", date: date)
        request.contains = question.content.map { [$0] } ?? []
        request.impact = .ordinary
        request.cohort = 1_000_000_000
        request.epsilon = 1e-6
        request.delta = 0
        request.retentionDays = 1
        request.secureAggregation = true
        var verdict = charter.decide(request).verdict
        for permit in charter.rules where permit.effect == .permit && verdict > .permitted {
            request.role = permit.lists[.role]?.min()
            request.economies = Set(permit.lists[.economy]?.sorted().prefix(1) ?? [])
            request.members = Set(permit.lists[.member]?.sorted().prefix(1) ?? [])
            request.impact =
                permit.lists[.impact]?.sorted().last.flatMap(Impact.init(rawValue:)) ?? .ordinary
            verdict = min(verdict, charter.decide(request).verdict)
        }
        return verdict
    }
}

extension Charter {
    /// What the charter says beside its rules, by field.
    fileprivate var fields: [(String, JSONValue)] {
        var fields: [(String, JSONValue)] = [
            ("id", .string(id)), ("version", .integer(Int64(version))),
            ("economy", economy.map { .string($0) } ?? .null),
            ("languages", .array(languages.map { .string($0) })),
            ("in_force", .string(inForce)),
            ("purposes", .words(declaredPurposes)),
        ]
        fields += signers.map {
            (
                "signer \($0.person.text)",
                .string("\($0.role), \($0.key.fingerprint.hex.prefix(16))")
            )
        }
        fields += responsible.map { one in
            let words = one.qualification.sorted { $0.key < $1.key }.map(\.value)
            return (
                "responsible \(one.office.rawValue) \(one.person.text)",
                .string(words.joined(separator: " / "))
            )
        }
        fields += facts.map { fact in
            let number = fact.value.map { "\($0) \(fact.unit?.rawValue ?? "")" }
            let place = [number, fact.law, fact.year.map(String.init)].compactMap { $0 }
            return ("facts.\(fact.key.rawValue)", .string(place.joined(separator: ", ")))
        }
        for fact in facts {
            let sentences = fact.isEstablished ? fact.text : fact.notEstablished
            fields += sentences.sorted { $0.key < $1.key }.map { language, sentence in
                ("facts.\(fact.key.rawValue).\(language)", JSONValue.string(sentence))
            }
        }
        fields += text.sorted { $0.key < $1.key }.map { ("text.\($0.key)", .string($0.value)) }
        return fields
    }
}

extension Rule {
    /// What the rule says, by field.
    fileprivate var fields: [(String, JSONValue)] {
        var fields: [(String, JSONValue)] = [("effect", .string(effect.rawValue))]
        for field in ListField.allCases {
            if let words = lists[field] { fields.append((field.rawValue, .words(words))) }
        }
        for field in BoundField.allCases {
            if let bound = bounds[field] { fields.append((field.rawValue, .number(bound))) }
        }
        if let secureAggregation {
            fields.append(("secure_aggregation", .bool(secureAggregation)))
        }
        if let from { fields.append(("from", .string(from))) }
        if let until { fields.append(("until", .string(until))) }
        if approvals > 0 {
            fields.append(("approvals", .integer(Int64(approvals))))
            fields.append(("separation", .bool(separation)))
        }
        if !duties.isEmpty { fields.append(("duty", .words(duties.map(\.rawValue)))) }
        fields += text.sorted { $0.key < $1.key }.map { ("text.\($0.key)", .string($0.value)) }
        if !source.isEmpty { fields.append(("source", .words(source))) }
        return fields
    }
}

extension JSONValue {
    fileprivate static func words(_ words: some Sequence<String>) -> JSONValue {
        .array(words.sorted().map { .string($0) })
    }
}
