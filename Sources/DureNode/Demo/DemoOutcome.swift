package import DureAssessment
package import DureCore
internal import DureFederation
internal import DureLearning
internal import DureLedger
internal import DurePrivacy

/// What came out of a demonstration: the table, the report, and the same as JSON.
package struct DemoOutcome: Sendable {
    /// What one member's row of the table says.
    package struct Row: Sendable {
        /// The member.
        package let member: Name
        /// The exact study's outcome here; nil where it vanished or was refused.
        package let exact: MemberOutcome?
        /// The private study's outcome here.
        package let noisy: MemberOutcome?
        /// The epsilon spent by the owner so far.
        package let epsilonSpent: Double
        /// The most the owner allows.
        package let epsilonLimit: Double
        /// Bytes of masked vectors that left the node.
        package let sentByteCount: Int
        /// What an offline check of the ledger found.
        package let ledger: LedgerState
        /// Whether the member was killed on purpose: others may not have signed its ledger yet.
        package let hasVanished: Bool
        /// How many entries it has.
        package let ledgerEntryCount: Int
        /// How many other members have signed its newest witnessed head.
        package let ledgerWitnessCount: Int
    }

    /// What was found of a ledger.
    package enum LedgerState: String, Sendable {
        /// Whole, and signed by as many witnesses as the federation asks for.
        case verified
        /// Whole, but too few witnesses have signed it so far.
        case unwitnessed
        /// Damaged or written anew.
        case broken

        init(_ audit: LedgerAudit) {
            self =
                switch audit.fault {
                case nil: .verified
                case .quorum: .unwitnessed
                default: .broken
                }
        }
    }

    /// One row for each member.
    package let rows: [Row]
    /// The outcomes of the studies that finished, the exact one first.
    package let studies: [StudyOutcome]
    /// Studies that did not finish, with the coordinator's word for it.
    package let failures: [(study: Name, reason: String)]
    /// How long everything took, in seconds.
    package internal(set) var seconds: Double
    /// The page.
    package let report: String

    init(
        settings: DemoSettings, script: DemoScript, federation: CoordinatorHome,
        studies: [Name], seconds: Double
    ) throws {
        let reader = DemoReader(
            settings: settings, script: script, federation: federation)
        let members = script.parts.map(\.name)
        let states = try studies.map { try reader.study($0, members: members) }
        let exact = states.first { $0.outcome?.privacy == nil }?.outcome
        let noisy = states.first { $0.outcome?.privacy != nil }?.outcome
        rows = try members.map { try reader.row($0, exact: exact, noisy: noisy) }
        self.studies = states.compactMap(\.outcome)
        failures = states.compactMap { state in
            state.failure.map { (state.study, $0) }
        }
        self.seconds = seconds
        report = try reader.report(states, members: members, rows: rows).html()
    }

    /// Whether every study finished and every ledger is as it should be.
    package var isGood: Bool {
        failures.isEmpty
            && rows.allSatisfy { row in
                row.ledger == .verified || (row.hasVanished && row.ledger == .unwitnessed)
            }
    }

    /// The outcome as JSON.
    package var json: JSONValue {
        .object([
            "seconds": .number((seconds * 1_000).rounded() / 1_000),
            "studies": .array(studies.map(\.json)),
            "failures": .array(
                failures.map {
                    .object(["study": .string($0.study.text), "reason": .string($0.reason)])
                }),
            "hospitals": .array(rows.map(\.json)),
        ])
    }
}

extension DemoOutcome.Row {
    fileprivate var json: JSONValue {
        .object([
            "member": .string(member.text),
            "exact": exact?.json ?? .null,
            "private": noisy?.json ?? .null,
            "epsilonSpent": .number(epsilonSpent),
            "epsilonLimit": .number(epsilonLimit),
            "bytesLeft": .integer(Int64(sentByteCount)),
            "ledger": .string(ledger.rawValue),
            "ledgerEntries": .integer(Int64(ledgerEntryCount)),
            "ledgerWitnesses": .integer(Int64(ledgerWitnessCount)),
        ])
    }
}
