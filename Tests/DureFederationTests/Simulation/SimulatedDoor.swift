import DureCore
import DureFederation
import DureLearning
import Synchronization

/// A member's node reduced to what a round needs: rows in memory, a budget that only counts.
final class SimulatedDoor: MemberDoor {
    private struct Book {
        var charges: Set<String> = []
        var isAssessed = false
    }

    let rows: RecordBatch
    private let answer: StudyDecision.Answer
    private let isHonest: Bool
    private let disk: SimulatedDisk
    private let book = Mutex(Book())

    /// - Parameter isHonest: A door that is not leaves the budget as it is: a canary.
    init(
        rows: RecordBatch, answer: StudyDecision.Answer = .approved, disk: SimulatedDisk,
        isHonest: Bool = true
    ) {
        self.isHonest = isHonest
        self.rows = rows
        self.answer = answer
        self.disk = disk
    }

    /// The keys that were charged.
    var charges: Set<String> { book.withLock { $0.charges } }
    var isAssessed: Bool { book.withLock { $0.isAssessed } }

    func decide(
        on study: StudyManifest, proposal: StudyProposal, author: RosterMember?
    ) throws -> MemberAnswer {
        try disk.record("decide", object: nil, details: [:])
        return MemberAnswer(answer: answer, reasons: [])
    }

    func approves(_ change: RosterChange) throws -> Bool { isHonest }

    func trainingRows(for study: StudyManifest) throws -> RecordBatch { rows }

    func charge(_ plan: StudyPlan, key: String) throws {
        guard isHonest else { return }
        try disk.record("charge", object: nil, details: ["key": .string(key)])
        book.withLock { _ = $0.charges.insert(key) }
    }

    func assess(_ study: StudyManifest, model: ModelState) throws -> JSONValue? {
        try disk.record("assess", object: nil, details: [:])
        book.withLock { $0.isAssessed = true }
        return ["ok": true]
    }

    func record(_ action: String, object: Digest?, details: [String: JSONValue]) throws {
        try disk.record(action, object: object, details: details)
    }
}
