import DureCore
import DureFederation
import DureLearning
import Foundation
import Testing

@testable import DureNode

/// Control V07 at the node: children's rows and every model that it makes.
@Suite struct ChildrenTests {
    /// Forty rows train, of which the first twelve are about people under fourteen.
    private static let csv =
        "age,ill,set\n"
        + (0..<60).map { "\(2 + $0),\($0 % 2),\($0 < 40 ? "train" : "test")\n" }.joined()
    private static let childRowCount = 12

    private func ward(age: String) throws -> Ward {
        try Ward(
            csv: Self.csv,
            manifest: Ward.manifest.replacingOccurrences(
                of: "range = [20, 90]", with: "range = [1, 90]"),
            card: age + Ward.card)
    }

    @Test func `V07: neither a round nor the member's own model learns from children`() throws {
        let ward = try ward(age: "age = \"age\"\n")
        defer { ward.remove() }
        let door = ward.home.door
        #expect(try door.trainingRows(for: ward.study).rowCount == 40 - Self.childRowCount)
        let model = ModelState(
            algorithm: NoisyGradient.name, round: 1, coefficients: [0.1, 0.2])
        let outcome = try #require(try door.assess(ward.study, model: model))
        #expect(outcome["train-rows"]?.int == Int64(40 - Self.childRowCount))
        #expect(outcome["test-rows"]?.int == 20)
        // Without the column in the card all rows are read: the canary of this test.
        let all = try self.ward(age: "")
        defer { all.remove() }
        let told = try #require(try all.home.door.assess(all.study, model: model))
        #expect(told["train-rows"]?.int == 40)
    }
}
