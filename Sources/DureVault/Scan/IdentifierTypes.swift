/// The types of findings by number: rules first, then telephones, e-mail and names.
enum IdentifierTypes {
    /// The bit of telephones in ``ContextHits/types``, whatever the economy.
    static let phone = IdentifierRules.all.count

    static let email = "email"
    static let name = "name"

    static func phoneType(_ economy: String) -> String { economy.lowercased() + "_phone" }

    /// What numbers of a type are about; nil for none of our types.
    static func kind(of type: String) -> IdentifierKind? { kinds[type] }

    private static let kinds: [String: IdentifierKind] = {
        var kinds = Dictionary(uniqueKeysWithValues: IdentifierRules.all.map { ($0.type, $0.kind) })
        for plan in PhonePlan.all { kinds[phoneType(plan.economy)] = .contact }
        kinds[email] = .contact
        kinds[name] = .name
        return kinds
    }()

    /// From how many points on a rule is strong: one other number in 512 passes it.
    private static let strongPoints = 9
    private static let strong = Set(
        IdentifierRules.all.filter { $0.points >= strongPoints }.map(\.type))

    /// Whether hardly any other number passes the type's check.
    static func isStrong(_ type: String) -> Bool { strong.contains(type) }

    /// All types that a finding can have, sorted.
    static let all: [String] =
        kinds.keys.sorted()
}

/// What to look for.
package struct ScanOptions: Sendable {
    /// All types that can be asked for, sorted.
    package static let allTypes = IdentifierTypes.all

    /// Only numbers of these economies, and those of none; nil for all.
    package var economies: Set<String>?
    /// Only these types; nil for all.
    package var types: Set<String>?
    /// The least sure that is told.
    package var confidence: Finding.Confidence

    /// Everything that is at least likely, unless said otherwise.
    package init(
        economies: Set<String>? = nil, types: Set<String>? = nil,
        confidence: Finding.Confidence = .likely
    ) {
        self.economies = economies
        self.types = types
        self.confidence = confidence
    }

    /// Whether a type of an economy is looked for.
    func wants(_ type: String, of economy: String) -> Bool {
        let isEconomy = economy == Economies.none || (economies?.contains(economy) ?? true)
        return isEconomy && (types?.contains(type) ?? true)
    }
}
