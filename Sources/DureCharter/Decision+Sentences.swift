package import DureCore

extension Decision {
    /// The answer for people: the verdict, then the rules' own sentences with the reasons, then
    /// what remains to be done.
    ///
    /// Never empty.
    ///
    /// A rule without a sentence in the language speaks in the charter's first language that has
    /// one.
    package func sentences(_ language: Language) -> [String] {
        var lines = [
            CharterPhrases.verdict(verdict, kind: kind).text(
                language, ["charter": charterID, "version": String(charterVersion)])
        ]
        lines += forbids.map { quoted($0, CharterPhrases.forbidden, language) }
        if verdict == .forbidden { return lines + dutiesAndApprovals(language) }
        if let permit { lines.append(quoted(permit, CharterPhrases.permitted, language)) }
        for miss in unmetRequires {
            lines.append(quoted(miss.rule, CharterPhrases.required, language))
            lines += miss.unmet.map { $0.sentence(language) }
        }
        if permit == nil && nearest.isEmpty {
            lines.append(CharterPhrases.nothingNear.text(language))
        }
        for miss in nearest {
            lines.append(quoted(miss.rule, CharterPhrases.near, language))
            lines += miss.unmet.map { $0.sentence(language) }
        }
        return lines + dutiesAndApprovals(language)
    }

    private func dutiesAndApprovals(_ language: Language) -> [String] {
        guard verdict < .notPermitted else { return [] }
        var lines = requires.map { quoted($0, CharterPhrases.required, language) }
        if approvalsMissing > 0 {
            lines.append(
                CharterPhrases.approvalsMissing.text(
                    language,
                    ["missing": String(approvalsMissing), "needed": String(approvalsNeeded)]))
        }
        lines += duties.map { CharterPhrases.duty($0).text(language) }
        return lines
    }

    private func quoted(_ rule: String, _ phrase: Phrase, _ language: Language) -> String {
        phrase.text(language, ["rule": rule, "sentence": sentence(of: rule, language)])
    }

    private func sentence(of rule: String, _ language: Language) -> String {
        Rule.sentence(of: texts(of: rule), language.rawValue, fallback: languages) ?? rule
    }
}

extension JointDecision {
    /// Both answers for people, the charter's first.
    package func sentences(_ language: Language) -> [String] {
        charter.sentences(language) + (accord?.sentences(language) ?? [])
    }
}

extension UnmetCondition {
    /// The condition for people: what was asked, and what would do.
    package func sentence(_ language: Language) -> String {
        let phrase = CharterPhrases.unmet(field, wasAsked: asked != .null)
        return phrase.text(
            language,
            ["asked": Self.shown(asked, language), "allowed": Self.shown(allowed, language)])
    }

    private static func shown(_ value: JSONValue, _ language: Language) -> String {
        switch value {
        case .string(let word): CharterPhrases.word(word, language)
        case .array(let elements):
            elements.map { shown($0, language) }.joined(separator: ", ")
        default: value.canonicalText
        }
    }
}

extension TOMLError {
    /// The error for people: line, key and problem, never the value.
    package func sentence(_ language: Language) -> String {
        CharterPhrases.place.text(
            language,
            [
                "line": String(line), "key": key.isEmpty ? "TOML" : key,
                "problem": problem.sentence(language),
            ])
    }

    /// The error with its file, as editors understand it.
    package func sentence(in file: String, _ language: Language) -> String {
        "\(file):\(line): \(key.isEmpty ? "TOML" : key): \(problem.sentence(language))"
    }
}

extension TOMLError.Problem {
    fileprivate func sentence(_ language: Language) -> String {
        switch self {
        case .tooLarge(let limit):
            CharterPhrases.tooLarge.text(language, ["limit": String(limit)])
        case .syntax: CharterPhrases.syntax.text(language)
        case .duplicateKey: CharterPhrases.duplicateKey.text(language)
        case .missing: CharterPhrases.missing.text(language)
        case .wrongType(let expected):
            CharterPhrases.wrongType.text(
                language, ["kind": CharterPhrases.kind(expected).text(language)])
        case .unknownKey: CharterPhrases.unknownKey.text(language)
        case .unknownValue: CharterPhrases.unknownValue.text(language)
        case .outOfRange(let min, let max):
            CharterPhrases.outOfRange.text(
                language, ["min": Self.shown(min), "max": Self.shown(max)])
        case .notTogether(let other):
            CharterPhrases.notTogether.text(language, ["other": other])
        case .sameAs(let other):
            CharterPhrases.sameAs.text(language, ["other": other])
        }
    }

    private static func shown(_ number: Double) -> String { JSONValue.number(number).canonicalText }
}

extension LintFinding {
    /// The finding for people.
    package func sentence(_ language: Language) -> String {
        CharterPhrases.place.text(
            language,
            ["line": String(line), "key": rule ?? "charter", "problem": problem(language)])
    }

    /// The finding with its file, as editors understand it.
    package func sentence(in file: String, _ language: Language) -> String {
        "\(file):\(line): \(rule ?? "charter"): \(problem(language))"
    }

    private func problem(_ language: Language) -> String {
        switch kind {
        case .duplicateID: CharterPhrases.duplicateID.text(language)
        case .unreachablePermit: CharterPhrases.unreachablePermit.text(language)
        case .shadowedPermit(let forbid):
            CharterPhrases.shadowedPermit.text(language, ["forbid": forbid])
        case .missingLanguage(let missing):
            CharterPhrases.missingLanguage.text(language, ["language": missing])
        case .vacantOffice(let office):
            CharterPhrases.vacantOffice.text(
                language, ["office": CharterPhrases.word(office.rawValue, language)])
        case .unusedPurpose(let purpose):
            CharterPhrases.unusedPurpose.text(language, ["purpose": purpose])
        case .nothingPermitted: CharterPhrases.nothingPermitted.text(language)
        }
    }
}
