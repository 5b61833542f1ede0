import DurePrivacy
import DureTesting
import Foundation

/// The known answers of the accountants, and which rows a quick run takes.
enum AccountingVectors {
    /// All rows are computed where `DURE_ALL_VECTORS=1`; it takes a release build to be pleasant.
    static let takesAllRows = ProcessInfo.processInfo.environment["DURE_ALL_VECTORS"] == "1"

    static func table(_ name: String) throws -> [[String: String]] {
        try VectorTable(name, in: Bundle.module.resourcePath ?? "").rows
    }

    static func accounting() throws -> [AccountingRow] {
        try table("dp-accounting").compactMap(AccountingRow.init)
    }
}

/// One row of dp-accounting.tsv.
struct AccountingRow: Sendable, CustomStringConvertible {
    let id: Int
    let relation: NeighbourRelation
    let sigma: Double
    let samplingProbability: Double
    let steps: Int
    let delta: Double
    let exact: Double?
    let upper: Double
    let lower: Double?
    let integerRDP: Double?

    init?(_ fields: [String: String]) {
        guard let id = fields["id"].flatMap({ Int($0) }),
            let relation = fields["relation"],
            let sigma = fields["sigma"].flatMap({ Double($0) }),
            let samplingProbability = fields["q"].flatMap({ Double($0) }),
            let steps = fields["steps"].flatMap({ Int($0) }),
            let delta = fields["delta"].flatMap({ Double($0) }),
            let upper = fields["eps_pld_upper"].flatMap({ Double($0) })
        else { return nil }
        self.id = id
        self.relation = relation == "replace" ? .replace : .addRemove
        self.sigma = sigma
        self.samplingProbability = samplingProbability
        self.steps = steps
        self.delta = delta
        self.upper = upper
        exact = fields["eps_exact"].flatMap { Double($0) }
        lower = fields["eps_pld_lower"].flatMap { Double($0) }
        integerRDP = fields["eps_rdp_int"].flatMap { Double($0) }
    }

    var description: String { "row \(id)" }
}

/// Whether two numbers agree to a share of the second, or absolutely near zero.
func agree(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance * max(abs(expected), 1e-12)
}
