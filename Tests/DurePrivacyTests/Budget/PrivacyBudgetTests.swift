import DureCore
import DureTesting
import Foundation
import Testing

@testable import DurePrivacy

@Suite struct PrivacyBudgetTests {
    private static let path = "budget/cohort.json"

    private static func charge(
        _ key: String, sigma: Double = 4, q: Double = 1, steps: Int = 10,
        noise: NoiseLaw = .gaussian, study: String = "study-1", milliseconds: Int64 = 0
    ) throws -> BudgetCharge {
        try BudgetCharge(
            key: key, study: study,
            mechanism: GaussianSteps(
                sigma: sigma, samplingProbability: q, steps: steps, noise: noise,
                relation: .addRemove),
            delta: 1e-5, mode: .recordJoint, time: Timestamp(milliseconds: milliseconds))
    }

    private static func budget(
        _ storage: MemoryStorage, limit: Double = 5
    ) throws -> PrivacyBudget {
        try PrivacyBudget(creating: path, in: storage, epsilonLimit: limit, delta: 1e-5)
    }

    @Test func `charges compose instead of adding up`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage)
        #expect(try budget.book().spent(effort: .full) == nil)
        try budget.charge(Self.charge("round-1"))
        let one = try budget.book().spent(effort: .full)
        #expect(agree(one?.epsilon ?? .nan, 3.341409469, 1e-9))
        try budget.charge(Self.charge("round-2"))
        let two = try budget.book().spent(effort: .full)?.epsilon ?? .nan
        // Twenty steps at 4 are one of 4 / sqrt(20).
        let joined = GaussianAccountant.epsilon(sigma: 4 / 20.0.squareRoot(), delta: 1e-5)
        #expect(agree(two, joined, 1e-9))
        #expect(two < 2 * (one?.epsilon ?? .nan))
    }

    @Test func `an exhausted budget refuses and writes nothing`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage, limit: 4)
        try budget.charge(Self.charge("round-1"))
        let before = try storage.read(Self.path, byteCountMax: 1 << 20)
        let second = try Self.charge("round-2")
        var refusal: PrivacyError?
        do throws(PrivacyError) { try budget.charge(second) } catch { refusal = error }
        guard case .budgetExhausted(let spent, let asked, let limit) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(agree(spent, 3.341409469, 1e-9))
        #expect(asked > limit)
        #expect(limit == 4)
        #expect(try storage.read(Self.path, byteCountMax: 1 << 20) == before)
        #expect(storage.writeCount == 2)
        // A smaller one still fits.
        try budget.charge(Self.charge("round-3", sigma: 20, steps: 1))
    }

    @Test func `a charge repeated after a crash is paid once`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage)
        try budget.charge(Self.charge("round-1", milliseconds: 1))
        let again = try PrivacyBudget(opening: Self.path, in: storage)
        let book = try again.charge(Self.charge("round-1", milliseconds: 99))
        #expect(book.entries.count == 1)
        #expect(book.charges.first?.time.milliseconds == 1)
        #expect(storage.writeCount == 2)
        for other in try [
            Self.charge("round-1", sigma: 5), Self.charge("round-1", steps: 11),
            Self.charge("round-1", q: 0.5), Self.charge("round-1", study: "study-2"),
            Self.charge("round-1", noise: .discreteGaussian),
        ] {
            #expect(throws: PrivacyError.chargeKeyReused(key: "round-1")) {
                try again.charge(other)
            }
        }
    }

    @Test func `what an older book gave back costs nothing, and its key stays used`() throws {
        var book = try Self.budget(MemoryStorage()).book()
        #expect(try book.restore(.refunded(Self.charge("round-1"))))
        #expect(BudgetBook(json: book.json) == book)
        #expect(try book.spent(effort: .full) == nil)
        #expect(throws: PrivacyError.chargeKeyReused(key: "round-1")) {
            try book.add(Self.charge("round-1"))
        }
    }

    @Test func `a release without noise is listed and costs nothing`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage)
        let release = try UnboundedRelease(
            key: "job-1", study: "study-1", time: Timestamp(milliseconds: 5))
        try budget.record(release)
        let book = try budget.record(release)
        #expect(book.unboundedReleases == [release])
        #expect(try book.spent(effort: .full) == nil)
        #expect(throws: PrivacyError.chargeKeyReused(key: "job-1")) {
            try budget.charge(Self.charge("job-1"))
        }
        #expect(throws: PrivacyError.chargeKeyReused(key: "job-1")) {
            try budget.record(
                UnboundedRelease(key: "job-1", study: "other", time: Timestamp(milliseconds: 5)))
        }
    }

    @Test func `every torn or altered book is refused`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage)
        try budget.charge(Self.charge("round-1", sigma: 3.5, q: 0.25))
        let bytes = try #require(try storage.read(Self.path, byteCountMax: 1 << 20))
        for count in stride(from: 0, to: bytes.count, by: 7) {
            storage.set(Array(bytes.prefix(count)), at: Self.path)
            #expect(throws: PrivacyError.bookDamaged(path: Self.path)) { try budget.book() }
            #expect(throws: PrivacyError.bookDamaged(path: Self.path)) {
                try budget.charge(Self.charge("round-2"))
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for (old, new) in [
            ("3.5", "3.6"), ("0.25", "0.26"), ("\"charge\"", "\"refunded\""), (": 10", ": 11"),
            ("round-1", "round-7"), ("\"version\": 1", "\"version\": 2"),
        ] {
            let altered = text.replacingOccurrences(of: old, with: new)
            #expect(altered != text)
            storage.set(Array(altered.utf8), at: Self.path)
            #expect(throws: PrivacyError.bookDamaged(path: Self.path)) { try budget.book() }
        }
        storage.set(bytes, at: Self.path)
        #expect(try budget.book().entries.count == 1)
    }

    @Test func `a lost book is not an empty one, and none is begun anew`() throws {
        let storage = MemoryStorage()
        #expect(throws: PrivacyError.bookMissing(path: Self.path)) {
            try PrivacyBudget(opening: Self.path, in: storage)
        }
        let budget = try Self.budget(storage)
        #expect(throws: PrivacyError.bookExists(path: Self.path)) { try Self.budget(storage) }
        storage.set([], at: Self.path)
        #expect(throws: PrivacyError.bookExists(path: Self.path)) { try Self.budget(storage) }
        storage.set(nil, at: Self.path)
        #expect(throws: PrivacyError.bookMissing(path: Self.path)) {
            try budget.charge(Self.charge("round-1"))
        }
    }

    @Test func `a disk that refuses leaves the book as it was`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage)
        storage.setFailsWrites(true)
        #expect(throws: PrivacyError.storage(.full(path: Self.path))) {
            try budget.charge(Self.charge("round-1"))
        }
        storage.setFailsWrites(false)
        #expect(try budget.book().entries.isEmpty)
        try budget.charge(Self.charge("round-1"))
    }

    @Test func `the book comes back from its own text`() throws {
        let storage = MemoryStorage()
        let budget = try Self.budget(storage, limit: 50)
        try budget.charge(Self.charge("a", sigma: 0.1 + 0.2, q: 1 / 3, steps: 1))
        try budget.charge(Self.charge("b", noise: .discreteGaussian))
        try budget.record(
            UnboundedRelease(key: "c", study: "연구", time: Timestamp(milliseconds: 1)))
        let book = try budget.book()
        #expect(book.entries.map(\.key) == ["a", "b", "c"])
        #expect(BudgetBook(json: book.json) == book)
    }

    @Test func `a book on a real disk survives its process`() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "dure-budget-\(UInt64.random(in: 0 ... .max))").path
        defer {
            // A folder that stays behind in the temporary folder loses nothing.
            try? FileManager.default.removeItem(atPath: root)
        }
        let storage = FileStorage(root: root)
        let budget = try PrivacyBudget(
            creating: Self.path, in: storage, epsilonLimit: 5, delta: 1e-5)
        try budget.charge(Self.charge("round-1"))
        let opened = try PrivacyBudget(opening: Self.path, in: FileStorage(root: root))
        #expect(try opened.book().charges.map(\.key) == ["round-1"])
    }

    @Test func `limits and texts that make no sense are refused`() throws {
        for limit in [0, -1, Double.nan, .infinity] {
            #expect(throws: PrivacyError.invalid(.epsilon)) {
                try Self.budget(MemoryStorage(), limit: limit)
            }
        }
        #expect(throws: PrivacyError.invalid(.text)) { try Self.charge("") }
        #expect(throws: PrivacyError.invalid(.text)) {
            try Self.charge(String(repeating: "k", count: 201))
        }
        #expect(throws: PrivacyError.invalid(.sigma)) { try Self.charge("k", sigma: -4) }
        #expect(throws: PrivacyError.invalid(.steps)) { try Self.charge("k", steps: -10) }
    }

    @Test func `every error says in both languages what to do`() {
        let errors: [PrivacyError] =
            PrivacyQuantity.allCases.map { .invalid($0) } + [
                .beyondLimit(.steps, limit: 1e7), .noFigure,
                .unreachable(epsilon: 1, delta: 1e-5),
                .budgetExhausted(spent: 3.3414, asked: 4.9, limit: 4),
                .chargeKeyReused(key: "k"), .bookMissing(path: "p"), .bookExists(path: "p"),
                .bookDamaged(path: "p"), .bookFull(limit: 5), .storage(.full(path: "p")),
            ]
        for error in errors {
            for language in Language.allCases {
                let text = error.explanation(language)
                #expect(!text.contains("{") && text.count > 10, "\(text)")
            }
        }
        let exhausted = PrivacyError.budgetExhausted(spent: 3.3414, asked: 4.9, limit: 4)
        #expect(exhausted.explanation(.en).contains("epsilon 3.3414 of 4"))
        #expect(exhausted.explanation(.ko).contains("4 중 3.3414"))
    }
}
