import DureCore
import FoundationEssentials

/// The one file that is installed, as `Scripts/one-file.sh` made it, and the same compressed.
enum FileRows {
    static func run(_ path: String) throws -> [SpeedRow] {
        [
            SpeedRow(
                key: "file", title: "one file, static Swift runtime, stripped",
                value: try megabytes(path), unit: .megabytes, goal: 90),
            SpeedRow(
                key: "file-compressed", title: "the same, compressed (xz)",
                value: try megabytes(path + ".xz"), unit: .megabytes, goal: 34),
        ]
    }

    private static func megabytes(_ path: String) throws -> Double {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let size = (attributes[.size] as? any BinaryInteger).map({ Int($0) }) else {
            throw SpeedError.missing(path)
        }
        return Double(size) / 1e6
    }
}
