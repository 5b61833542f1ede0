import DureCore
import DureFederation
import DurePrivacy
import Foundation
import Testing

@testable import DureNode

/// What stands in a node's way is found before it says yes.
@Suite struct ObstacleTests {
    @Test func `a study that fits is approved, and its author told why`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        let (told, read) = try ward.answers()
        #expect(told.answer == .approved && read.answer == .approved)
    }

    @Test(arguments: [
        ("age,", "years,", "has no column age", "has no column age"),
        ("61,", "old,", "age of the dataset ward holds texts", "needs numbers"),
        (",1,t", ",2,t", "do not fit", "other than 0 and 1"),
        ("61,1,t", "61,7,t", "do not fit", "other than 0 and 1"),
        (",train", ",hold", "do not fit", "0 rows here can train"),
    ])
    func `rows that do not fit are refused, and only the house is told about them`(
        old: String, new: String, shared: String, own: String
    ) throws {
        let ward = try Ward(csv: Ward.csv.replacingOccurrences(of: old, with: new))
        defer { ward.remove() }
        try ward.expectRefusal(shared, own)
    }

    @Test(arguments: [",1,t", ",1,train"])
    func `rows of one class may take part, and the house alone is told`(old: String) throws {
        let new = old.replacingOccurrences(of: "1", with: "0")
        let ward = try Ward(csv: Ward.csv.replacingOccurrences(of: old, with: new))
        defer { ward.remove() }
        let (told, read) = try ward.answers()
        #expect(told.answer == .approved && read.answer == .approved)
        #expect(!told.reasons.joined().contains("the same value"))
        #expect(read.reasons.joined().contains("the same value in ill"))
    }

    @Test func `a split of numbers is refused with what to write in the card`() throws {
        let csv = Ward.csv.replacingOccurrences(of: "train", with: "1")
            .replacingOccurrences(of: "test", with: "2")
        let ward = try Ward(csv: csv)
        defer { ward.remove() }
        try ward.expectRefusal("set of the dataset ward holds numbers", "type = \"text\"")
    }

    @Test func `nine rows are too few`() throws {
        let lines = Ward.csv.split(separator: "\n")
        let nine = lines.prefix(10) + lines.suffix(4)
        let ward = try Ward(csv: nine.joined(separator: "\n"))
        defer { ward.remove() }
        try ward.expectRefusal("do not fit", "9 rows here can train (set = train")
    }

    @Test(arguments: [
        ("records_max = 1000", "records_max = 20", "do not fit", "takes 20 of one member at most"),
        ("epsilon = 1.0", "epsilon = 3.0", "does not allow the whole study", "epsilon 0 of 2"),
        ("delta = 1e-5", "delta = 0.1", "number of records here", "one in 44"),
        ("epsilon = 1.0", "epsilon = 4.0", "at most 3", "at most 3"),
        ("dataset = \"ward\"", "dataset = \"clinic\"", "no dataset called clinic", "clinic"),
    ])
    func `a study that asks too much is refused`(
        old: String, new: String, shared: String, own: String
    ) throws {
        let ward = try Ward(manifest: Ward.manifest.replacingOccurrences(of: old, with: new))
        defer { ward.remove() }
        try ward.expectRefusal(shared, own)
    }

    @Test func `a budget that earlier studies have used is refused before the first round`() throws
    {
        let ward = try Ward()
        defer { ward.remove() }
        let budget = try ward.home.door.budget(of: Name("ward"))
        let step = try GaussianSteps(
            sigma: 2.2, samplingProbability: 1, steps: 1, noise: .discreteGaussian,
            relation: .addRemove)
        try budget.charge(
            BudgetCharge(
                key: "earlier/1", study: "earlier", mechanism: step, delta: 1e-5,
                mode: .recordJoint, time: Timestamp(milliseconds: 0)))
        try ward.expectRefusal("does not allow the whole study", "of 2 is spent")
        try ward.home.base.storage.remove("vault/budgets/ward.json")
        try ward.expectRefusal("does not allow the whole study", "no budget book")
    }
}

/// A node with one dataset and one study, as a federation of four sees it.
private struct Ward {
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
        kind = "logistic-regression"
        rounds_max = 8
        [privacy]
        mode = "record/joint"
        epsilon = 1.0
        delta = 1e-5

        """
    private static let card = """
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
    private let study: StudyManifest
    private let proposal: StudyProposal

    init(csv: String = Self.csv, manifest: String = Self.manifest) throws {
        let path = FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)"
        try MemberHome.create(
            at: path, name: Name("ward"), economy: "KR", language: .en,
            charter: StarterCharter.text("KR"), passphrase: nil)
        home = try MemberHome(opening: path, passphrase: nil)
        let storage = home.base.storage
        try storage.write(Array(csv.utf8), to: "ward.csv")
        _ = try home.importCSV(
            at: path + "/ward.csv", name: Name("ward"), card: Array(Self.card.utf8))
        let members = try ["a", "b", "c", "d"].map {
            RosterMember(name: try Name($0), economy: "KR", key: NodeIdentity().publicKey)
        }
        try FederationFiles.write(
            FederationRoster(
                federation: Name("hospitals"), version: 1, accordHash: Digest(of: [1]),
                coordinator: NodeIdentity().publicKey, members: members),
            to: storage)
        study = try StudyManifest(parsing: Array(manifest.utf8))
        proposal = try StudyProposal(
            study: study.study, manifest: Array(manifest.utf8), by: NodeIdentity())
        try storage.write(proposal.bytes, to: "studies/\(study.study.text)/proposal")
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
