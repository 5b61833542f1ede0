/// What one number may be: all rules that fit a piece of a chain, with points.
struct CandidateMatcher: Sendable {
    struct Score {
        let type: String
        let economy: String
        let kind: IdentifierKind
        /// The bit of its words.
        let bit: Int
        var points: Int
        let check: Finding.Check
    }

    private struct Entry {
        let rule: Int
        let shape: Shape
    }

    /// The shortest piece that a rule has a form for.
    static let characterCountMin = 7

    /// What fits all characters, by their number.
    private let entries: [[Entry]]
    let rules: [IdentifierRule]
    private let masks: [UInt32]
    private let phones: PhoneMatcher
    private let lexicon = ContextLexicon.shared

    /// Takes the rules that are wanted.
    init(_ options: ScanOptions) {
        rules = IdentifierRules.all
        masks = rules.map { Economies.mask($0.economy) }
        var entries: [[Entry]] = Array(repeating: [], count: DigitChain.characterCountMax + 1)
        for (index, rule) in rules.enumerated() where options.wants(rule.type, of: rule.economy) {
            for shape in rule.shapes {
                entries[shape.count].append(Entry(rule: index, shape: shape))
            }
        }
        self.entries = entries
        phones = PhoneMatcher(options)
    }

    /// What speaks for a piece beyond itself.
    struct Surroundings {
        let hits: ContextHits
        let isAlone: Bool
    }

    /// Whether any rule has a form for the characters `start..<start + count` of a chain.
    func mayFit(_ chain: borrowing DigitChain, from start: Int, count: Int) -> Bool {
        for entry in entries[count] where entry.shape.fits(chain, from: start) { return true }
        return PhoneMatcher.digitCounts.contains(count)
            && (chain.digits &>> UInt64(start)) & DigitChain.ones(count) == DigitChain.ones(count)
    }

    /// The rules that fit, the likeliest first.
    func scores(
        _ chain: borrowing DigitChain, from start: Int, count: Int, in surroundings: Surroundings
    ) -> [Score] {
        let values = Array(chain.values[start..<start + count])
        guard !Checks.isUniform(values) else { return [] }
        var scores: [Score] = []
        if !(chain.hasPlus && start == 0) {
            for entry in entries[count] where entry.shape.fits(chain, from: start) {
                let form = entry.shape.points(chain, from: start)
                guard let score = score(entry.rule, values, form: form, surroundings) else {
                    continue
                }
                if !scores.contains(where: { $0.type == score.type }) { scores.append(score) }
            }
        }
        addPhones(chain, from: start, values: values, surroundings, to: &scores)
        Self.sort(&scores)
        return scores
    }

    /// The likeliest first; of equal ones, that of the earlier table.
    private static func sort(_ scores: inout [Score]) {
        for end in scores.indices.dropFirst() {
            var place = end
            while place > 0, scores[place - 1].points < scores[place].points {
                scores.swapAt(place - 1, place)
                place -= 1
            }
        }
    }

    private func score(
        _ index: Int, _ values: [UInt8], form: Int, _ surroundings: Surroundings
    ) -> Score? {
        let verdict = rules[index].check(values)
        guard verdict != .impossible else { return nil }
        guard let points = points(index, form: form, surroundings, isFailed: verdict == .failed)
        else { return nil }
        let check: Finding.Check =
            switch verdict {
            case .passed: .passed
            case .failed: .failed
            default: .none
            }
        return Score(
            type: rules[index].type, economy: rules[index].economy, kind: rules[index].kind,
            bit: index, points: points, check: check)
    }

    /// The points of a number of the rule's form; nil where it is none, whatever its digits are.
    private func points(
        _ index: Int, form: Int, _ surroundings: Surroundings, isFailed: Bool
    ) -> Int? {
        let hits = surroundings.hits
        let hasOwnWord = hits.types >> UInt128(index) & 1 == 1
        let isCleared = isFailed && rules[index].failure == .clears
        guard hasOwnWord || !(isCleared || rules[index].needsOwnWord) else { return nil }
        var points = rules[index].points + form
        if isFailed { points += Evidence.failedCheck }
        if hasOwnWord {
            points += Evidence.ownWord
        } else if hits.economies & masks[index] != 0 {
            points += hits.types == 0 ? Evidence.anyWord : Evidence.anyWordBesideOwn
        }
        if surroundings.isAlone { points += Evidence.wholeCell }
        if hits.isHarmless && !hasOwnWord { points += Evidence.harmlessWord }
        return points > 0 ? points : nil
    }

    private func addPhones(
        _ chain: borrowing DigitChain, from start: Int, values: [UInt8],
        _ surroundings: Surroundings, to scores: inout [Score]
    ) {
        let count = values.count
        guard PhoneMatcher.digitCounts.contains(count),
            (chain.digits &>> UInt64(start)) & DigitChain.ones(count) == DigitChain.ones(count)
        else { return }
        let isZeros = values[0] == 0x30 && values[1] == 0x30
        if chain.hasPlus || isZeros {
            // Behind a plus only the whole can be a telephone number.
            guard !chain.hasPlus || start == 0 else { return }
            for match in phones.international(values) { add(match, surroundings, to: &scores) }
        } else if phones.mayBeNational(values) {
            let (lengths, form) = grouping(chain, from: start, count: count)
            for match in phones.national(values, lengths: lengths, form: form) {
                add(match, surroundings, to: &scores)
            }
        }
    }

    private func add(
        _ match: PhoneMatcher.Match, _ surroundings: Surroundings, to scores: inout [Score]
    ) {
        let points = points(match, surroundings)
        guard points > 0 else { return }
        scores.append(
            Score(
                type: match.type, economy: match.economy, kind: .contact,
                bit: IdentifierTypes.phone, points: points, check: .none))
    }

    private func points(_ match: PhoneMatcher.Match, _ surroundings: Surroundings) -> Int {
        let hits = surroundings.hits
        let hasOwnWord = hits.types >> UInt128(IdentifierTypes.phone) & 1 == 1
        var points = match.points
        if hasOwnWord { points += Evidence.ownWord }
        if hasOwnWord, hits.economies & match.mask != 0 { points += 1 }
        if surroundings.isAlone { points += Evidence.wholeCell }
        if hits.isHarmless && !hasOwnWord { points += Evidence.harmlessWord }
        return points
    }

    /// How long the groups are, and the points for what stands between them.
    private func grouping(
        _ chain: borrowing DigitChain, from start: Int, count: Int
    ) -> (lengths: [Int], form: Int) {
        let inside = DigitChain.ones(count) & ~1
        let strong = ((chain.hyphens | chain.brackets) &>> UInt64(start)) & inside
        let dots = (chain.dots &>> UInt64(start)) & inside
        let blanks = (chain.blanks &>> UInt64(start)) & inside & ~strong
        // One dot alone is a decimal point.
        let isDecimal = dots.nonzeroBitCount == 1
        var lengths: [Int] = []
        var first = 0
        for index in 1..<count where (strong | dots | blanks) >> UInt64(index) & 1 == 1 {
            lengths.append(index - first)
            first = index
        }
        lengths.append(count - first)
        let form =
            Evidence.strongSeparator * (strong | dots).nonzeroBitCount
            + Evidence.blank * blanks.nonzeroBitCount
        return isDecimal ? ([1, 1, 1, 1, 1, 1], 0) : (lengths, min(Evidence.formMax, form))
    }
}

// MARK: What a form alone tells

extension CandidateMatcher {
    /// The rules that have a form for the characters `start..<start + count` of a chain, each once
    /// for each of its forms that fits.
    func probes(
        _ chain: borrowing DigitChain, from start: Int, count: Int, in surroundings: Surroundings
    ) -> [ShapePlan.Probe] {
        guard !(chain.hasPlus && start == 0) else { return [] }
        var probes: [ShapePlan.Probe] = []
        for entry in entries[count] where entry.shape.fits(chain, from: start) {
            let form = entry.shape.points(chain, from: start)
            probes.append(
                ShapePlan.Probe(
                    check: rules[entry.rule].check,
                    failedPoints: points(entry.rule, form: form, surroundings, isFailed: true),
                    passedPoints: points(entry.rule, form: form, surroundings, isFailed: false)))
        }
        return probes
    }

    /// The most points of a telephone number at home, by its first two digits.
    ///
    /// Empty where the characters are none. Not for what stands behind a plus.
    func phonePoints(
        _ chain: borrowing DigitChain, from start: Int, count: Int, in surroundings: Surroundings
    ) -> [Int] {
        let all = DigitChain.ones(count)
        guard PhoneMatcher.digitCounts.contains(count),
            (chain.digits &>> UInt64(start)) & all == all
        else { return [] }
        let (lengths, form) = grouping(chain, from: start, count: count)
        return (0..<100).map { first in
            // Two zeros may begin an international number, of whatever plan.
            guard first > 0 else { return Int.max }
            return phones.mayMatch(first: first, count: count, lengths: lengths, form: form)
                .reduce(0) { max($0, points($1, surroundings)) }
        }
    }
}
