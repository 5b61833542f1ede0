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

    @Test func `Q01 rows that became too few since the approval do not leave`() throws {
        let lines = Ward.csv.split(separator: "\n").enumerated().map { row, line in
            row == 0 ? "patient,\(line)" : "p-\(row),\(line)"
        }
        let card = Ward.card.replacingOccurrences(
            of: "[budget]", with: "subject = \"patient\"\n[budget]")
        let ward = try Ward(csv: lines.joined(separator: "\n"), card: card)
        defer { ward.remove() }
        #expect(try ward.answers().told.answer == .approved)
        #expect(try ward.home.door.trainingRows(for: ward.study).rowCount == 30)
        for row in 1...20 {
            _ = try ward.home.setWithdrawn(true, subject: "p-\(row)", in: Name("ward"))
        }
        #expect(try ward.home.door.trainingRows(for: ward.study).rowCount == 10)
        _ = try ward.home.setWithdrawn(true, subject: "p-21", in: Name("ward"))
        #expect(throws: NodeError.rowsNoLongerFit(ward.study.study)) {
            try ward.home.door.trainingRows(for: ward.study)
        }
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
