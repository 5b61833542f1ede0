package import DureCore
package import DureLedger

/// Each thing that left the node, with its paper: to whom, what, on what basis, by whom approved
/// (control V16).
///
/// It is read from the ledger's entries in their order. What left without an earlier permit for it
/// is found by ``Release/isCovered``.
package struct ReleaseRegister: Sendable {
    /// The permit that a release was made under.
    package struct Permit: Sendable, Hashable {
        /// Where it stands in the ledger.
        package let index: Int
        /// The dataset that was to be read.
        package let dataset: String
        /// What for.
        package let purpose: String
        /// How many columns.
        package let columnCount: Int
        /// Who asked: a key id.
        package let requester: String
        /// The hash of the charter that permitted it.
        package let charter: Digest?
        /// The rules that took part.
        package let rules: [String]
    }

    /// A person's approval.
    package struct Approval: Sendable, Hashable {
        /// Where it stands in the ledger.
        package let index: Int
        /// The person, by the ledger's id.
        package let person: String
        /// In which role.
        package let role: String
    }

    /// One upload: a masked vector that left for a round's sum.
    package struct Upload: Sendable, Hashable {
        /// Where it stands in the ledger.
        package let index: Int
        /// When.
        package let time: Timestamp
        /// The study's round, from 1.
        package let round: Int
        /// Its length, in bytes; nil where the entry does not say.
        package let byteCount: Int?
        /// The permit before it; nil where there was none.
        package let permit: Permit?
    }

    /// The measures of a study's model on this node's test rows, which its members are told.
    package struct Measures: Sendable, Hashable {
        /// Where they stand in the ledger.
        package let index: Int
        /// When they were made.
        package let time: Timestamp
        /// Their length, in bytes; nil where the entry does not say.
        package let byteCount: Int?
        /// The permit to assess before them; nil where there was none.
        package let permit: Permit?
    }

    /// All that left for one study.
    package struct Release: Sendable {
        /// The study.
        package let study: String
        /// Who proposed it.
        package fileprivate(set) var author: String?
        /// The hash of what was proposed.
        package fileprivate(set) var manifest: Digest?
        /// The federation whose coordinator took it.
        package fileprivate(set) var federation: String?
        /// Who approved.
        package fileprivate(set) var approvals: [Approval] = []
        /// What left, in order.
        package fileprivate(set) var uploads: [Upload] = []
        /// The measures that may leave, in order.
        package fileprivate(set) var measures: [Measures] = []
        /// Rounds whose noise was charged to the budget, however often each was tried.
        package var chargedRoundCount: Int { chargedRounds.count }
        /// Rounds without noise.
        package var unboundedRoundCount: Int { unboundedRounds.count }
        /// Rounds whose sum was opened with this node's shares.
        package fileprivate(set) var openedRoundCount = 0
        fileprivate var permit: Permit?
        fileprivate var assessPermit: Permit?
        fileprivate var chargedRounds: Set<String> = []
        fileprivate var unboundedRounds: Set<String> = []

        /// Whether all that left had been permitted before.
        package var isCovered: Bool {
            uploads.allSatisfy { $0.permit != nil } && measures.allSatisfy { $0.permit != nil }
        }
        /// The bytes of the uploads, where the entries say.
        package var byteCount: Int { uploads.reduce(0) { $0 + ($1.byteCount ?? 0) } }
        /// The permits that were used, each once.
        package var permits: [Permit] {
            uploads.compactMap(\.permit).reduce(into: []) { permits, permit in
                if permits.last != permit { permits.append(permit) }
            }
        }
    }

    private var studies: [String: Release] = [:]
    private var federation: String?

    /// A register of nothing.
    package init() {}

    /// The studies for which anything left, by name.
    package var releases: [Release] {
        studies.values.filter { !$0.uploads.isEmpty || !$0.measures.isEmpty }
            .sorted { $0.study < $1.study }
    }

    /// Reads the next entry of the ledger.
    package mutating func add(_ entry: LedgerEntry, at index: Int) {
        if entry.action == "federation.joined" {
            federation = entry.details["federation"]?.text
        }
        guard let study = entry.details["study"]?.text else { return }
        var release = studies[study] ?? Release(study: study)
        release.add(entry, at: index, federation)
        studies[study] = release
    }
}

extension ReleaseRegister.Release {
    fileprivate mutating func add(_ entry: LedgerEntry, at index: Int, _ federation: String?) {
        let round = entry.details["key"]?.text ?? ""
        switch entry.action {
        case "study.received":
            author = entry.details["author"]?.text
            manifest = entry.object
        case "study.approved":
            approvals.append(
                ReleaseRegister.Approval(
                    index: index, person: entry.details["person"]?.text ?? "",
                    role: entry.details["role"]?.text ?? ""))
        case "dataset.federate":
            // What is asked anew and refused ends what was permitted before.
            permit = entry.verdict == "permitted" ? Self.permit(entry, index) : nil
        case "dataset.assess":
            assessPermit = entry.verdict == "permitted" ? Self.permit(entry, index) : nil
        case "study.measures":
            self.federation = federation
            measures.append(
                ReleaseRegister.Measures(
                    index: index, time: entry.time,
                    byteCount: entry.details["bytes"]?.int.map { Int($0) }, permit: assessPermit))
        case "privacy.charge": chargedRounds.insert(round)
        case "privacy.refund": chargedRounds.remove(round)
        case "privacy.unbounded": unboundedRounds.insert(round)
        case "study.shares.released": openedRoundCount += 1
        case "study.upload":
            self.federation = federation
            uploads.append(
                ReleaseRegister.Upload(
                    index: index, time: entry.time,
                    round: Int(entry.details["round"]?.int ?? 0),
                    byteCount: entry.details["bytes"]?.int.map { Int($0) }, permit: permit))
        default: break
        }
    }

    private static func permit(_ entry: LedgerEntry, _ index: Int) -> ReleaseRegister.Permit {
        ReleaseRegister.Permit(
            index: index, dataset: entry.details["dataset"]?.text ?? "",
            purpose: entry.details["purpose"]?.text ?? "",
            columnCount: Int(entry.details["columns"]?.int ?? 0), requester: entry.actor,
            charter: entry.charter, rules: entry.rules)
    }
}
