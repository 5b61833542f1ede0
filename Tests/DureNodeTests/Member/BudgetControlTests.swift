import DureCharter
import DureCore
import DureFederation
import DurePrivacy
import Foundation
import Testing

@testable import DureNode

/// Control Q02: privacy is a budget.
@Suite struct BudgetControlTests {
    private static let senseless = ["0.0", "-1.0", "nan", "inf", "-inf"]

    @Test(arguments: senseless, ["epsilon", "delta"])
    func `Q02 zero, negative, NaN and infinity are refused wherever they can be asked`(
        value: String, name: String
    ) throws {
        let known = name == "epsilon" ? "epsilon = 1.0" : "delta = 1e-5"
        let manifest = Ward.manifest.replacingOccurrences(of: known, with: "\(name) = \(value)")
        #expect(manifest != Ward.manifest)
        let refused = #expect(throws: TOMLError.self) {
            try StudyManifest(parsing: Array(manifest.utf8))
        }
        #expect(refused?.key == "privacy.\(name)")
        let budget = name == "epsilon" ? "epsilon = 2.0" : "delta = 1e-5"
        for field in name == "epsilon" ? [name, "epsilon_per_asker"] : [name] {
            let card = Ward.card.replacingOccurrences(of: budget, with: "\(field) = \(value)")
            #expect(throws: NodeError.self) {
                try ImportCard(
                    parsing: Array(card.utf8), name: Name("ward"), path: "card.toml")
            }
        }
        let number = try #require(Double(value))
        let isEpsilon = name == "epsilon"
        #expect(throws: PrivacyError.self) {
            try BudgetBook(epsilonLimit: isEpsilon ? number : 1, delta: isEpsilon ? 1e-5 : number)
        }
        // A delta of 0 is the strictest there is: the rules may take it, a Gaussian cannot.
        if isEpsilon || number != 0 { try expectRulesRefuse(number, isEpsilon: isEpsilon) }
    }

    private func expectRulesRefuse(_ number: Double, isEpsilon: Bool) throws {
        let charter = try Charter(parsing: StarterCharter.text("KR"))
        var request = CharterRequest(
            action: .federate, purpose: "research", sensitivity: .personal, requester: "k",
            date: "2026-06-01")
        request.secureAggregation = true
        request.cohort = 400
        (request.epsilon, request.delta) = (1, 1e-5)
        #expect(charter.decide(request).verdict == .permitted)
        if isEpsilon { request.epsilon = number } else { request.delta = number }
        #expect(charter.decide(request).verdict == .notPermitted)
    }

    private func plan(_ ward: Ward, _ proposal: StudyProposal? = nil) throws -> StudyPlan {
        let proposal = proposal ?? ward.proposal
        return try StudyPlan(
            manifest: StudyManifest(parsing: proposal.manifest),
            manifestHash: proposal.manifestHash, memberCount: 4, federationCount: 4)
    }

    @Test func `Q02 what is spent stands in ledger and book before the answer, by asker`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        try ward.home.door.charge(plan(ward), key: "ward-study/1")
        // Read as another process would: from the disk.
        let book = try MemberHome(opening: ward.home.base.path, passphrase: nil)
            .budgetBook(of: Name("ward"))
        let charge = try #require(book?.charges.first)
        #expect(charge.key == "ward-study/1" && charge.asker == "a" && charge.delta == 1e-5)
        #expect((try book?.spent(effort: .full)?.epsilon ?? 0) > 0)
        let entry = try #require(try ward.entries().last)
        #expect(entry.action == "privacy.charge")
        #expect(entry.details["asker"]?.text == "a" && entry.details["dataset"]?.text == "ward")
        let askers = try #require(try book?.askers())
        #expect(askers.map(\.asker) == ["a"] && askers.map(\.chargeCount) == [1])
        #expect((askers[0].figure?.epsilon ?? 0) > 0)
    }

    @Test func `V13: what was charged again is once in the register`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        func count() throws -> Int? {
            try ward.home.records().processing.datasets["ward"]?.chargedRoundCount
        }
        for round in [1, 1, 2] {
            try ward.home.door.charge(plan(ward), key: "ward-study/\(round)")
        }
        #expect(try count() == 2)
        #expect(try ward.home.budgetBook(of: Name("ward"))?.charges.count == 2)
    }

    @Test func `Q02 where the spend cannot be written there is no answer`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        let storage = ward.home.base.storage
        let path = "vault/budgets/ward.json"
        let book = try #require(try storage.read(path, byteCountMax: 1 << 20))
        try storage.write(Array(book.dropLast(9)), to: path)
        #expect(throws: PrivacyError.bookDamaged(path: path)) {
            try ward.home.door.charge(plan(ward), key: "ward-study/1")
        }
        try storage.remove(path)
        #expect(throws: PrivacyError.bookMissing(path: path)) {
            try ward.home.door.charge(plan(ward), key: "ward-study/1")
        }
        try storage.write(book, to: path)
        try ward.home.door.charge(plan(ward), key: "ward-study/1")
    }

    @Test func `Q02 one asker cannot use up what is there for all`() throws {
        let card = Ward.card.replacingOccurrences(
            of: "epsilon = 2.0", with: "epsilon = 2.0\nepsilon_per_asker = 1.1")
        let ward = try Ward(card: card)
        defer { ward.remove() }
        let door = ward.home.door
        #expect(try ward.answers().told.answer == .approved)
        for round in 1...8 { try door.charge(plan(ward), key: "ward-study/\(round)") }

        let again = try ward.receive("again", by: 0)
        let answer = try door.decide(on: again.study, proposal: again.proposal, author: nil)
        #expect(answer.answer == .refused)
        for language in Language.allCases {
            let read = try ward.home.review(again.study.study, language).answer.reasons.joined()
            #expect(
                read.contains("1.1") && read.contains("ward") && read.contains("1e-05")
                    || read.contains("0.00001"), "\(read)")
        }
        // Whoever charges without having asked meets the same limit in the book itself.
        var charged = 0
        let error = #expect(throws: PrivacyError.self) {
            for round in 1...8 {
                try door.charge(plan(ward, again.proposal), key: "again/\(round)")
                charged += 1
            }
        }
        guard case .askerExhausted(let asker, _, let asked, let limit) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(asker == "a" && asked > limit && limit == 1.1 && charged < 8)

        let other = try ward.receive("other", by: 1)
        let theirs = try door.decide(on: other.study, proposal: other.proposal, author: nil)
        #expect(theirs.answer == .approved, "\(theirs.reasons)")
        try door.charge(plan(ward, other.proposal), key: "other/1")
        let book = try #require(try ward.home.budgetBook(of: Name("ward")))
        #expect(try book.askers().map(\.asker) == ["a", "b"])
        #expect(BudgetBook(json: book.json) == book)
        // A card with another limit does not make a new book.
        #expect(book.askerLimit == 1.1)
    }
}
