internal import DureCore

/// A charter's rules made ready for deciding: each rule's lists are eight lanes of bits, one lane
/// for each ``ListField``, so that a rule meets a request in a handful of instructions.
///
/// It answers as ``Rule/matches(_:)`` and ``Rule/unmet(by:)`` do, which stay the definition: tests
/// hold the two together, and the explanation of an answer comes from the plain ones alone.
final class DecisionTable: Sendable {
    /// What a charter is called, for the answers it gives.
    struct Head: Sendable {
        let kind: Charter.Kind
        let id: String
        let version: Int
        let hash: Digest
        let languages: [String]
    }

    let head: Head
    /// The rules by name; those of one name in the order of the file.
    let rules: [Rule]
    private let words: WordBits
    private let forbids: [RuleBits]
    private let requires: [RuleBits]
    private let permits: [RuleBits]

    init(head: Head, rules: [Rule]) {
        self.head = head
        let sorted = rules.enumerated()
            .sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }.map(\.element)
        self.rules = sorted
        let words = WordBits(of: sorted)
        self.words = words
        func bits(_ effect: Effect) -> [RuleBits] {
            sorted.enumerated().filter { $0.element.effect == effect }
                .map { RuleBits(of: $0.element, number: $0.offset, words) }
        }
        forbids = bits(.forbid)
        requires = bits(.require)
        permits = bits(.permit)
    }

    /// What the rules say to a request, without the reasons.
    ///
    /// - Complexity: Linear in the rules and in the request's words.
    func ruling(on request: CharterRequest) -> Ruling {
        var ruling = Ruling()
        let bits = words.bits(of: request)
        for index in forbids.indices where touches(forbids[index], request, bits) {
            ruling.forbids.append(forbids[index].number)
        }
        for index in requires.indices where touches(requires[index], request, bits) {
            add(requires[index], to: &ruling, request, bits)
        }
        for index in permits.indices where permits[index].fits(bits) {
            let rule = permits[index]
            if words.isWide && !rules[rule.number].fitsLists(of: request) { continue }
            if rule.isDated && !rules[rule.number].holds(on: request.date) { continue }
            ruling.permit = rule.number
            break
        }
        return ruling
    }

    private func touches(
        _ rule: RuleBits, _ request: CharterRequest, _ bits: RequestBits
    ) -> Bool {
        guard rule.touches(bits) else { return false }
        // Where the words do not fit into the lanes, these let everything through.
        if words.isWide && !rules[rule.number].touchesLists(of: request) { return false }
        return !rule.isDated || rules[rule.number].holds(on: request.date)
    }

    private func add(
        _ rule: RuleBits, to ruling: inout Ruling, _ request: CharterRequest, _ bits: RequestBits
    ) {
        ruling.requires.append(rule.number)
        if !rule.keepsBounds(bits) { ruling.hasUnmetRequire = true }
        ruling.duties |= rule.duties
        guard rule.approvals > 0 else { return }
        ruling.approvalsNeeded = max(ruling.approvalsNeeded, rule.approvals)
        let missing =
            request.approvals.isEmpty
            ? rule.approvals : rules[rule.number].approvalsMissing(from: request)
        ruling.approvalsMissing = max(ruling.approvalsMissing, missing)
    }
}

/// What a table says to one request: rules by their number in it.
struct Ruling: Sendable {
    var forbids: [Int] = []
    var requires: [Int] = []
    var permit: Int?
    var hasUnmetRequire = false
    var approvalsNeeded = 0
    var approvalsMissing = 0
    /// One bit for each duty, in their order.
    var duties: UInt8 = 0

    var verdict: Verdict {
        if !forbids.isEmpty { return .forbidden }
        if permit == nil || hasUnmetRequire { return .notPermitted }
        return approvalsMissing > 0 ? .needsApproval : .permitted
    }
}

/// One lane of bits for each ``ListField``.
typealias Lanes = SIMD8<UInt64>

/// A request in bits.
struct RequestBits {
    /// The request's words; for permits.
    var words: Lanes
    /// The same, but with an impact that nobody judged as every impact; for forbids and requires.
    var touching: Lanes
    /// The numbers in the order of ``BoundField``; not a number where there is none.
    var numbers: SIMD4<Double>
    var isSecure: Bool
}

/// Which bit of its lane a word has.
///
/// A word that no rule names has the bit ``unknown``, which no rule's list has.
struct WordBits: Sendable {
    /// Set in every lane of a request, so that a rule without a list can ask for it alone.
    static let present: UInt64 = 1 << 63
    /// Set in a lane of a request that holds no word.
    static let empty: UInt64 = 1 << 62
    private static let unknown: UInt64 = 1 << 61
    private static let wordCountMax = 61

    /// Whether a field has more words than a lane has bits: then lists are compared as sets.
    let isWide: Bool
    private let bits: [[String: UInt64]]

    init(of rules: [Rule]) {
        let named = ListField.allCases.map { field in
            rules.reduce(into: Set<String>()) { $0.formUnion($1.lists[field] ?? []) }.sorted()
        }
        isWide = named.contains { $0.count > Self.wordCountMax }
        bits =
            isWide
            ? named.map { _ in [:] }
            : named.map { words in
                Dictionary(
                    uniqueKeysWithValues: words.enumerated().map { ($1, 1 << UInt64($0)) })
            }
    }

    func bit(_ field: ListField, _ word: String) -> UInt64 {
        bits[field.lane][word] ?? Self.unknown
    }

    func bits(of request: CharterRequest) -> RequestBits {
        let numbers = SIMD4<Double>(
            request.number(of: .minCohort) ?? .nan, request.number(of: .maxEpsilon) ?? .nan,
            request.number(of: .maxDelta) ?? .nan, request.number(of: .retentionDays) ?? .nan)
        var lanes = Lanes(repeating: Self.present)
        guard !isWide else {
            return RequestBits(
                words: lanes, touching: lanes, numbers: numbers,
                isSecure: request.secureAggregation)
        }
        lanes[ListField.action.lane] |= bit(.action, request.action.rawValue)
        lanes[ListField.purpose.lane] |= bit(.purpose, request.purpose)
        lanes[ListField.sensitivity.lane] |= bit(.sensitivity, request.sensitivity.rawValue)
        lanes[ListField.role.lane] |= request.role.map { bit(.role, $0) } ?? Self.empty
        for content in request.contains {
            lanes[ListField.contains.lane] |= bit(.contains, content.rawValue)
        }
        // Data may hold nothing at all, so contents need no mark for it.
        for economy in request.economies {
            lanes[ListField.economy.lane] |= bit(.economy, economy)
        }
        if request.economies.isEmpty { lanes[ListField.economy.lane] |= Self.empty }
        for member in request.members { lanes[ListField.member.lane] |= bit(.member, member) }
        if request.members.isEmpty { lanes[ListField.member.lane] |= Self.empty }
        var touching = lanes
        if let impact = request.impact {
            lanes[ListField.impact.lane] |= bit(.impact, impact.rawValue)
            touching[ListField.impact.lane] = lanes[ListField.impact.lane]
        } else {
            lanes[ListField.impact.lane] |= Self.empty
            touching[ListField.impact.lane] = .max
        }
        return RequestBits(
            words: lanes, touching: touching, numbers: numbers,
            isSecure: request.secureAggregation)
    }
}

/// A rule in bits.
struct RuleBits: Sendable {
    /// The rule's place in the table.
    let number: Int
    let approvals: Int
    let duties: UInt8
    /// Whether its days must be asked of the rule itself.
    let isDated: Bool
    private let words: Lanes
    private let low: SIMD4<Double>
    private let high: SIMD4<Double>
    private let isUnbounded: SIMDMask<SIMD4<Int64>>
    /// The secure aggregation that the rule is about; nil for either.
    private let isSecure: Bool?
    private let isForbid: Bool

    init(of rule: Rule, number: Int, _ bits: WordBits) {
        self.number = number
        approvals = rule.approvals
        duties = rule.duties.reduce(0) { $0 | $1.bit }
        isDated = rule.from != nil || rule.until != nil
        isSecure = rule.secureAggregation
        isForbid = rule.effect == .forbid
        let isPermit = rule.effect == .permit
        var lanes = Lanes(repeating: isPermit ? .max : WordBits.present)
        if !bits.isWide {
            for (field, words) in rule.lists {
                let list = words.reduce(0) { $0 | bits.bit(field, $1) }
                lanes[field.lane] = isPermit ? list | WordBits.present : list
            }
        }
        words = lanes
        var low = SIMD4<Double>(repeating: 0)
        var high = SIMD4<Double>(repeating: .greatestFiniteMagnitude)
        var isUnbounded = SIMDMask<SIMD4<Int64>>(repeating: true)
        for (lane, field) in BoundField.allCases.enumerated() {
            guard let bound = rule.bounds[field] else { continue }
            isUnbounded[lane] = false
            if field == .minCohort { low[lane] = bound } else { high[lane] = bound }
            // A loss of privacy of nothing at all has no meaning.
            if field == .maxEpsilon { low[lane] = .leastNonzeroMagnitude }
        }
        (self.low, self.high, self.isUnbounded) = (low, high, isUnbounded)
    }

    /// For a forbid or a require: whether every list has a word of the request.
    func touches(_ request: RequestBits) -> Bool {
        if isForbid, let isSecure, isSecure != request.isSecure { return false }
        return all((words & request.touching) .!= Lanes.zero)
    }

    /// For a permit: whether the request keeps lists, bounds and secure aggregation.
    func fits(_ request: RequestBits) -> Bool {
        (request.words & ~words) == Lanes.zero && keepsBounds(request)
    }

    /// Whether the request keeps bounds and secure aggregation; not a number keeps none.
    func keepsBounds(_ request: RequestBits) -> Bool {
        if isSecure == true && !request.isSecure { return false }
        let isKept = (request.numbers .>= low) .& (request.numbers .<= high)
        return all(isKept .| isUnbounded)
    }
}

extension ListField {
    /// The field's lane, by the order of the cases.
    var lane: Int {
        switch self {
        case .action: 0
        case .purpose: 1
        case .sensitivity: 2
        case .contains: 3
        case .role: 4
        case .economy: 5
        case .member: 6
        case .impact: 7
        }
    }
}

extension Duty {
    /// The duty's bit, by the order of the cases.
    var bit: UInt8 {
        switch self {
        case .labelGenerated: 1
        case .noticeAI: 2
        case .explain: 4
        case .humanReview: 8
        case .notify: 16
        }
    }
}
