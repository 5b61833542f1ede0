import DureCore
import DurePrivacy
import DureTesting
import Foundation
import Testing

/// The known answers of secure aggregation.
enum SecureAggregationVectors {
    static func rows(_ name: String) throws -> [[String: String]] {
        let folder = try #require(Bundle.module.resourcePath)
        let rows = try VectorTable(name, in: folder).rows
        try #require(!rows.isEmpty)
        return rows
    }
}

extension [String: String] {
    func text(_ column: String) throws -> String { try #require(self[column]) }
    func int(_ column: String) throws -> Int { try #require(Int(text(column))) }
    func double(_ column: String) throws -> Double { try #require(Double(text(column))) }
    func bytes(_ column: String) throws -> [UInt8] { try Hex.decode(text(column)) }
    func words(_ column: String) throws -> [UInt64] {
        try text(column).split(separator: ",").map { try #require(UInt64($0)) }
    }
}

extension MaskStream {
    init(_ bytes: [UInt8]) { self.init(key: SecretBytes(bytes)) }
}
