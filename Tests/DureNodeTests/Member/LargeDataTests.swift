import DureCore
import DureFederation
import DureLearning
import Foundation
import Testing

@testable import DureNode

/// A node whose dataset does not fit into the memory that learning may take.
@Suite struct LargeDataTests {
    /// Two partitions in the vault.
    private static let csv =
        "age,ill,set\n"
        + (0..<66_000).map { row in
            "\(30 + row * 7_919 % 50),\(row * 31 % 97 < 30 + row * 7_919 % 50 ? 1 : 0),"
                + "\(row % 1_000 == 0 ? "test" : "train")\n"
        }.joined()

    private static let manifest = {
        let parts = Ward.manifest.components(separatedBy: "[privacy]")
        return parts[0].replacing("records_max = 1000", with: "records_max = 100000")
            + "[privacy]\nmode = \"none\"\n"
    }()

    private static func train(_ study: StudyManifest, in home: MemberHome) throws -> Digest {
        try NodeTraining(study, hash: Digest(of: []), in: home).run { _, _ in }.model.hash
    }

    @Test func `it learns the same model, bit for bit, and says what it cannot`() throws {
        let ward = try Ward(csv: Self.csv, manifest: Self.manifest)
        let path = ward.home.base.path
        let network = try StudyManifest(
            parsing: Array(
                Self.manifest.replacing(
                    "kind = \"regression\"\nrounds_max = 8", with: "kind = \"network\""
                )
                .utf8))
        let held = try Self.train(ward.study, in: ward.home)
        try ward.home.base.update { $0.learningMegabytesMax = 1 }
        let small = try MemberHome(opening: path, passphrase: nil)
        #expect(small.base.settings.learningMegabytesMax == 1)
        #expect(try Self.train(ward.study, in: small) == held)
        let tooLarge = LearningError.doesNotFit(
            neededByteCount: 2 * 8 * 2 * 65_934, limitByteCount: 1_000_000)
        #expect(throws: tooLarge) { try Self.train(network, in: small) }
        // A federation's study holds its rows for a round: the node says no beforehand.
        #expect(try small.door.memoryObstacle(to: ward.study) != nil)
        #expect(try ward.home.door.memoryObstacle(to: ward.study) == nil)
    }
}
