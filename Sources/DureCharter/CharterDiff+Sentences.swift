package import DureCore

extension CharterDiff {
    /// Whether nothing differs that has a meaning.
    package var isEmpty: Bool { head.isEmpty && rules.isEmpty }

    /// The differences for people: what becomes of the answers first, then the rules.
    package func sentences(_ language: Language) -> [String] {
        guard !isEmpty else { return [CharterPhrases.noDifference.text(language)] }
        var lines = shifts.map { $0.sentence(language) }
        if lines.isEmpty && !rules.isEmpty {
            lines.append(CharterPhrases.noShift.text(language))
        }
        lines += head.map { $0.sentence(language) }
        for rule in rules {
            switch rule {
            case .added(let rule):
                lines.append(Self.told(CharterPhrases.ruleAdded, rule, language))
            case .removed(let rule):
                lines.append(Self.told(CharterPhrases.ruleRemoved, rule, language))
            case .changed(let rule, let changes):
                lines.append(Self.told(CharterPhrases.ruleChanged, rule, language))
                lines += changes.map { "  " + $0.sentence(language) }
            }
        }
        return lines
    }

    private static func told(_ phrase: Phrase, _ rule: Rule, _ language: Language) -> String {
        phrase.text(
            language,
            [
                "rule": rule.id, "effect": CharterPhrases.effect(rule.effect).text(language),
                "sentence": rule.sentence(language.rawValue, fallback: []),
            ])
    }

    /// The differences as JSON.
    package var json: JSONValue {
        [
            "charter": .array(head.map(\.json)),
            "rules": .array(
                rules.map { change in
                    switch change {
                    case .added(let rule): ["rule": .string(rule.id), "change": "added"]
                    case .removed(let rule): ["rule": .string(rule.id), "change": "removed"]
                    case .changed(let rule, let changes):
                        [
                            "rule": .string(rule.id), "change": "changed",
                            "fields": .array(changes.map(\.json)),
                        ]
                    }
                }),
            "answers": .array(shifts.map(\.json)),
        ]
    }
}

extension CharterDiff.Change {
    fileprivate func sentence(_ language: Language) -> String {
        switch (old, new) {
        case (.array(let before), .array(let after)): listSentence(before, after, language)
        case (.null, _):
            CharterPhrases.fieldAdded.text(
                language, ["field": field, "new": Self.shown(new, language)])
        case (_, .null):
            CharterPhrases.fieldRemoved.text(
                language, ["field": field, "old": Self.shown(old, language)])
        default:
            CharterPhrases.fieldChanged.text(
                language,
                [
                    "field": field, "old": Self.shown(old, language),
                    "new": Self.shown(new, language),
                ])
        }
    }

    /// For lists: only the words that came and went.
    private func listSentence(
        _ before: [JSONValue], _ after: [JSONValue], _ language: Language
    ) -> String {
        let came = after.filter { !before.contains($0) }
        let went = before.filter { !after.contains($0) }
        let words = [(CharterPhrases.came, came), (CharterPhrases.went, went)]
            .filter { !$0.1.isEmpty }
            .map { $0.text(language, ["words": Self.shown(.array($1), language)]) }
        return "\(field): \(words.joined(separator: "; "))"
    }

    private static func shown(_ value: JSONValue, _ language: Language) -> String {
        switch value {
        case .string(let word): CharterPhrases.word(word, language)
        case .array(let elements):
            elements.map { shown($0, language) }.joined(separator: ", ")
        default: value.canonicalText
        }
    }

    fileprivate var json: JSONValue { ["field": .string(field), "old": old, "new": new] }
}

extension CharterDiff.Shift {
    fileprivate func sentence(_ language: Language) -> String {
        let purposes = purposes.map {
            $0.map { CharterPhrases.word($0, language) }
                ?? CharterPhrases.otherPurposes.text(language)
        }
        let classes = sensitivities.map { CharterPhrases.word($0.rawValue, language) }
        let content = content.map {
            CharterPhrases.withContent.text(
                language, ["content": CharterPhrases.word($0.rawValue, language)])
        }
        return CharterPhrases.shift(isLooser: new < old).text(
            language,
            [
                "action": CharterPhrases.word(action.rawValue, language),
                "purposes": purposes.joined(separator: ", "),
                "classes": classes.joined(separator: ", "), "content": content ?? "",
                "old": CharterPhrases.short(old).text(language),
                "new": CharterPhrases.short(new).text(language),
            ])
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "action": .string(action.rawValue),
            "purposes": .array(purposes.map { $0.map { .string($0) } ?? .null }),
            "sensitivities": .array(sensitivities.map { .string($0.rawValue) }),
            "old": .string(old.rawValue), "new": .string(new.rawValue),
        ]
        members["contains"] = content.map { .string($0.rawValue) }
        return .object(members)
    }
}
