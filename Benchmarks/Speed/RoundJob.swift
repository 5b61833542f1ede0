import DureCore
import DurePrivacy

/// A round to be measured, as every process of it is told: one argument, in JSON.
struct RoundJob: Sendable, Hashable {
    /// What is measured.
    enum Kind: String, Sendable {
        /// Vectors down and up over mutual TLS, summed by the coordinator, without any masks.
        case plain
        /// The whole protocol dure/sa1, for a vector of made-up values.
        case masked
        /// The same for a regression, round by round until it has converged.
        case study
    }

    let kind: Kind
    /// Values of the vector, of 32 bits each; a study's own length is the study's.
    let length: Int
    let memberCount: Int
    /// Rounds, or whole studies, that are measured; one more goes before them.
    let roundCount: Int
    /// Where the federation's files lie.
    let folder: String

    init(_ kind: Kind, length: Int, memberCount: Int, roundCount: Int, folder: String) {
        self.kind = kind
        self.length = length
        self.memberCount = memberCount
        self.roundCount = roundCount
        self.folder = folder
    }

    /// Reads what ``text`` wrote.
    init(parsing text: String) throws {
        let json = try JSONValue(parsing: Array(text.utf8), byteCountMax: 1 << 16)
        guard let kind = json["kind"]?.text.flatMap(Kind.init(rawValue:)),
            let length = json["length"]?.int, let memberCount = json["members"]?.int,
            let roundCount = json["rounds"]?.int, let folder = json["folder"]?.text
        else { throw SpeedError.badArguments }
        self.init(
            kind, length: Int(length), memberCount: Int(memberCount),
            roundCount: Int(roundCount), folder: folder)
    }

    var text: String {
        JSONValue.object([
            "kind": .string(kind.rawValue), "length": .integer(Int64(length)),
            "members": .integer(Int64(memberCount)), "rounds": .integer(Int64(roundCount)),
            "folder": .string(folder),
        ]).canonicalText
    }

    /// What a study's plan would be bound by.
    static let planHash = Digest(of: [3])

    /// Chunks of 128 KiB of one vector.
    var chunkCount: Int {
        (length * WordSize.w32.byteCount + RingVector.chunkByteCount - 1)
            / RingVector.chunkByteCount
    }
}

/// What can go wrong in a benchmark.
enum SpeedError: Error {
    case badArguments
    /// A process ended before its work was done.
    case processFailed(String)
    /// A sum came out wrong: its time is worth nothing.
    case wrongSum
    /// A file that a row needs is not there.
    case missing(String)
}
