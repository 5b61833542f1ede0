internal import DureCore

/// The batches since the tiles were last known to be on the disk (`Docs/Protocol/ledger.md`).
///
/// A batch is durable once its record is: one append and one sync. Tiles and head follow without
/// waiting, and what a loss of power takes of them is made anew from here. Its first record has no
/// entries: it names the head up to which every tile is on the disk.
struct LedgerJournal {
    struct Record: Equatable {
        /// The signed head with which the batch ends.
        let note: [UInt8]
        let leaves: [[UInt8]]

        /// The record as it stands in the file: length, SHA-256 and content.
        var bytes: [UInt8] {
            var content = Self.be32(note.count) + note
            for leaf in leaves {
                content += [UInt8(leaf.count >> 8), UInt8(leaf.count & 255)] + leaf
            }
            return Self.be32(content.count) + Digest(of: content).bytes + content
        }

        private static func be32(_ number: Int) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        }
    }

    static let path = "journal"
    /// The largest journal: what may be reached before it is settled, and one batch more.
    static let byteCountMax = 64 << 20
    private static let label = Array("dure/journal1\n".utf8)

    /// The head up to which every tile is on the disk.
    let base: [UInt8]
    /// The batches after it, up to the first that is torn.
    let batches: [Record]

    /// The bytes of a journal without batches.
    static func begin(at note: [UInt8]) -> [UInt8] { label + Record(note: note, leaves: []).bytes }

    /// Reads as many records as are whole; nil where not even the first is.
    init?(parsing bytes: [UInt8]) {
        guard bytes.starts(with: Self.label) else { return nil }
        var rest = bytes[Self.label.count...]
        var records: [Record] = []
        while let record = Self.next(from: &rest) { records.append(record) }
        guard let first = records.first, first.leaves.isEmpty else { return nil }
        base = first.note
        batches = Array(records.dropFirst())
    }

    private static func next(from rest: inout ArraySlice<UInt8>) -> Record? {
        var reading = rest
        guard let count = number(from: &reading), count <= byteCountMax,
            reading.count >= Digest.byteCount + count
        else { return nil }
        let digest = Array(reading.prefix(Digest.byteCount))
        let content = Array(reading.dropFirst(Digest.byteCount).prefix(count))
        guard Digest(of: content).bytes == digest else { return nil }
        var inside = content[...]
        guard let noteCount = number(from: &inside), noteCount <= SignedNote.byteCountMax,
            noteCount <= inside.count
        else { return nil }
        let note = Array(inside.prefix(noteCount))
        let bundle = Array(inside.dropFirst(noteCount))
        let (leaves, _) = Tile.entries(bundle, countMax: Ledger.batchCountMax)
        guard leaves.reduce(0, { $0 + $1.count + 2 }) == bundle.count else { return nil }
        rest = reading.dropFirst(Digest.byteCount + count)
        return Record(note: note, leaves: leaves)
    }

    private static func number(from rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.count >= 4 else { return nil }
        let number = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        return number
    }
}
