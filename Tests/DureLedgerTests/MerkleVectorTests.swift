import DureCore
import DureTesting
import Foundation
import Testing

@Suite struct MerkleVectorTests {
    private let rows: [[String: String]]

    init() throws {
        rows = try VectorTable("merkle", in: Bundle.module.resourcePath ?? "").rows
    }

    private func digests(_ text: String?) throws -> [Digest] {
        try (text ?? "").split(separator: ",").map { try Digest(hex: String($0)) }
    }

    private func number(_ row: [String: String], _ column: String) -> Int {
        Int(row[column] ?? "") ?? -1
    }

    private func leaves(of set: String) throws -> [Digest] {
        try rows.filter { $0["set"] == set && $0["kind"] == "leaf" }.map {
            MerkleTree.leafHash(try Hex.decode($0["a"] ?? ""))
        }
    }

    @Test func `leaves hash as known`() throws {
        let known = try rows.filter { $0["kind"] == "leaf" }.map { try Digest(hex: $0["b"] ?? "") }
        #expect(known.count == 25)
        #expect(try leaves(of: "ct") + leaves(of: "dure") == known)
    }

    @Test func `roots are as known`() throws {
        for row in rows where row["kind"] == "root" {
            let all = try leaves(of: row["set"] ?? "")
            let size = number(row, "tree_size")
            #expect(MerkleTree.root(leafHashes: Array(all[..<size])).hex == row["b"])
        }
    }

    @Test func `known proofs are accepted and broken ones refused`() throws {
        var counts: [String: Int] = [:]
        for row in rows {
            guard let kind = row["kind"], kind == "inclusion" || kind == "consistency" else {
                continue
            }
            let first = try Digest(hex: row["a"] ?? "")
            let root = try Digest(hex: row["b"] ?? "")
            // A hash of another length in a proof is refused as it is read.
            let proof = try? digests(row["proof"])
            let isValid =
                if let proof, kind == "inclusion" {
                    MerkleTree.verifyInclusion(
                        leafHash: first, index: number(row, "leaf_index"),
                        treeSize: number(row, "tree_size"), proof: proof, root: root)
                } else if let proof {
                    MerkleTree.verifyConsistency(
                        first: number(row, "first_size"), firstRoot: first,
                        second: number(row, "tree_size"), secondRoot: root, proof: proof)
                } else {
                    false
                }
            #expect(isValid == (row["verdict"] == "valid"), "\(row)")
            counts[row["verdict"] ?? "", default: 0] += 1
        }
        #expect(counts["valid", default: 0] > 170)
        #expect(counts["invalid", default: 0] > 10)
    }

    @Test func `proofs made are the known ones`() throws {
        for row in rows where row["verdict"] == "valid" {
            let size = number(row, "tree_size")
            let leaves = Array(try leaves(of: row["set"] ?? "").prefix(size))
            guard leaves.count == size else { continue }
            let made: [Digest]? =
                switch row["kind"] {
                case "inclusion":
                    MerkleTree.inclusionProof(leafHashes: leaves, index: number(row, "leaf_index"))
                case "consistency":
                    MerkleTree.consistencyProof(
                        leafHashes: leaves, first: number(row, "first_size"))
                default: nil
                }
            if let made { #expect(try made == digests(row["proof"])) }
        }
    }
}
