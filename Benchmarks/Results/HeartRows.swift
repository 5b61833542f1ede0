internal import DureCore
internal import DureFederation
internal import DureLearning

/// The four hospitals' rows, as `Examples/heart-disease` has them.
struct HeartRows {
    /// The largest file that is read, in bytes.
    static let byteCountMax = 1 << 20
    /// The hospitals' names in the file, in the order of the tables.
    static let hospitals = ["cleveland", "hungarian", "switzerland", "va"]

    /// The training rows of each hospital.
    let train: [DesignMatrix]
    /// The test rows of each hospital.
    let test: [DesignMatrix]

    /// Reads the rows with a study's columns, target and split.
    init(folder: String, manifest: StudyManifest) throws {
        let file = try Self.bytes(of: "\(folder)/fed-heart-disease.csv")
        // The file is ours: no field of it is quoted.
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard let names = lines.first else { throw WireError.malformed(field: "header") }
        func matrix(_ hospital: String, _ part: String) throws -> DesignMatrix {
            let place = names.firstIndex(of: manifest.split.column)
            let rows = lines.dropFirst().filter { row in
                row.count == names.count && row.first == hospital
                    && place.map { row[$0] } == part
            }
            let used = [manifest.target] + manifest.features.map(\.column)
            var columns: [String: RecordBatch.Column] = [:]
            for (index, name) in names.enumerated() where used.contains(name) {
                // A field that is no number is a missing value.
                columns[name] = .numbers(rows.map { Double($0[index]) ?? .nan })
            }
            return try DesignMatrix(
                features: manifest.features, label: manifest.target,
                batch: RecordBatch(rowCount: rows.count, columns: columns))
        }
        train = try Self.hospitals.map { try matrix($0, manifest.split.train) }
        test = try Self.hospitals.map { try matrix($0, manifest.split.test) }
    }

    /// A whole file.
    static func bytes(of path: String) throws -> [UInt8] {
        var reader = try FileReader(path: path, byteCountMax: byteCountMax)
        var bytes: [UInt8] = []
        while let chunk = try reader.next() { bytes += chunk }
        return bytes
    }
}
