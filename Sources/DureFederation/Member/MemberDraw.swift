internal import DureCore
internal import DureLearning

/// A contribution with a member's own noise in it, as it was drawn for a round.
///
/// The file `draw` of a study; the newest round's replaces the one before. What it holds is what
/// the member gives away: noise is in it already.
struct MemberDraw: Sendable, Hashable {
    let round: UInt32
    /// The model that it was computed on.
    let model: Digest
    let values: [Double]

    private static let label = "dure/member-draw"

    init(round: UInt32, model: Digest, values: [Double]) {
        self.round = round
        self.model = model
        self.values = values
    }

    private static func path(of study: Name) -> String { "studies/\(study.text)/draw" }

    /// What was drawn last; nil where nothing was.
    ///
    /// - Throws: ``FederationError/damagedState(file:)``; what the storage throws.
    init?(of study: Name, from storage: any Storage) throws {
        let path = Self.path(of: study)
        let limit = 2 * ModelState.byteCountMax
        guard let bytes = try storage.read(path, byteCountMax: limit) else { return nil }
        do {
            try self.init(bytes)
        } catch {
            throw FederationError.damagedState(file: path)
        }
    }

    private init(_ bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 32) == Self.label else {
            throw .malformed(field: "label")
        }
        round = try reader.uint32("round")
        model = try reader.digest("model")
        let state = try ModelState(
            canonicalBytes: reader.field("values", byteCountMax: ModelState.byteCountMax))
        values = state.coefficients + state.memory
        try reader.finish()
    }

    func save(of study: Name, to storage: any Storage) throws {
        var out = CanonicalBytes(label: Self.label)
        out.append(round)
        out.append(model)
        // A contribution can have one number more than a state's list.
        let most = ModelState.numberCountMax
        out.append(
            ModelState(
                algorithm: "draw", round: round, coefficients: Array(values.prefix(most)),
                memory: Array(values.dropFirst(most))
            ).canonicalBytes)
        try storage.write(out.bytes, to: Self.path(of: study))
    }
}
