import DureCharter
import DureCore
import DureFederation
import DureLedger
import Foundation
import Testing

@testable import DureNode

/// A node with one dataset and one study, as a federation of four sees it.
struct Ward {
    static let csv =
        "age,ill,set\n"
        + (0..<44).map { "\(40 + $0),\($0 % 2),\($0 < 30 ? "train" : "test")\n" }.joined()
    static let manifest = """
        [study]
        id = "ward-study"
        version = 1
        federation = "hospitals"
        purpose = "research"
        question = { en = "Who is ill?" }
        [data]
        dataset = "ward"
        target = "ill"
        split = { column = "set", train = "train", test = "test" }
        records_min = 100
        records_max = 1000
        [[column]]
        name = "age"
        range = [20, 90]
        [algorithm]
        kind = "regression"
        rounds_max = 8
        [privacy]
        mode = "record/joint"
        epsilon = 1.0
        delta = 1e-5

        """
    static let card = """
        title = "Ward"
        source = "records"
        legal_basis = "consent"
        notice = "sheet 1"
        purposes = ["research"]
        sensitivity = "personal"
        [budget]
        epsilon = 2.0
        delta = 1e-5

        """

    let home: MemberHome
    let study: StudyManifest
    let proposal: StudyProposal
    private let identities: [NodeIdentity]

    /// - Parameter offices: Who answers for the node, as tables of its charter.
    init(
        csv: String = Self.csv, manifest: String = Self.manifest, card: String = Self.card,
        offices: String = Self.offices(Office.allCases)
    ) throws {
        let path = FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)"
        try MemberHome.create(
            at: path, name: Name("ward"), economy: "KR", language: .en,
            charter: StarterCharter.text("KR") + Array(offices.utf8), passphrase: nil)
        home = try MemberHome(opening: path, passphrase: nil)
        let storage = home.base.storage
        try storage.write(Array(csv.utf8), to: "ward.csv")
        _ = try home.importCSV(
            at: path + "/ward.csv", name: Name("ward"), card: Array(card.utf8))
        let identities = (0..<4).map { _ in NodeIdentity() }
        let members = try zip(["a", "b", "c", "d"], identities).map {
            RosterMember(name: try Name($0), economy: "KR", key: $1.publicKey)
        }
        self.identities = identities
        try storage.write(Self.accord, to: FederationFiles.accordPath)
        try FederationFiles.write(
            FederationRoster(
                federation: Name("hospitals"), version: 1, accordHash: Digest(of: Self.accord),
                coordinator: NodeIdentity().publicKey, members: members),
            to: storage)
        study = try StudyManifest(parsing: Array(manifest.utf8))
        proposal = try StudyProposal(
            study: study.study, manifest: Array(manifest.utf8), by: identities[0])
        try storage.write(proposal.bytes, to: "studies/\(study.study.text)/proposal")
    }

    /// An accord that leaves all to the charters.
    static let accord = Array(
        """
        [accord]
        id = "hospitals"
        version = 1
        languages = ["en", "ko"]
        in_force = 2026-01-01

        [[rule]]
        id = "all"
        effect = "permit"
        text = { en = "The charters decide.", ko = "헌장이 정합니다." }

        """.utf8)

    /// The tables that name somebody for each of these offices.
    static func offices(_ offices: [Office]) -> String {
        offices.map { office in
            """

            [[responsible]]
            role = "\(office.rawValue)"
            person = "kim"
            qualification = { en = "Trained for it", ko = "교육 이수" }

            """
        }.joined()
    }

    /// A study like the first under another name, proposed by a member and received here.
    func receive(
        _ name: String, by position: Int
    ) throws -> (study: StudyManifest, proposal: StudyProposal) {
        let text = Array(Self.manifest.replacingOccurrences(of: "ward-study", with: name).utf8)
        let study = try StudyManifest(parsing: text)
        let proposal = try StudyProposal(
            study: study.study, manifest: text, by: identities[position])
        try home.base.storage.write(proposal.bytes, to: "studies/\(name)/proposal")
        return (study, proposal)
    }

    /// What the ledger holds, oldest first.
    func entries() throws -> [LedgerEntry] {
        let ledger = try home.base.ledger()
        let reader = LedgerReader(home.base.storage, key: ledger.verifierKey)
        let head = try reader.checkpoint()
        return try reader.entries(0..<head.size, under: head).map { try LedgerEntry(parsing: $0) }
    }

    func remove() {
        // Nothing is lost: the folder is in the system's temporary place.
        try? home.base.storage.removeAll()
    }

    /// What the federation is told, and what a reader of the house is.
    func answers() throws -> (told: MemberAnswer, read: MemberAnswer) {
        (
            try home.door.decide(on: study, proposal: proposal, author: nil),
            try home.review(study.study, .en).answer
        )
    }

    func expectRefusal(_ shared: String, _ own: String) throws {
        let (told, read) = try answers()
        #expect(told.answer == .refused && read.answer == .refused)
        let (outside, inside) = (
            told.reasons.joined(separator: " "), read.reasons.joined(separator: " ")
        )
        #expect(outside.contains(shared), "\(outside)")
        #expect(inside.contains(own), "\(inside)")
        if outside != inside {
            #expect(!outside.contains("44") && !outside.contains("same value"), "\(outside)")
        }
    }
}
