import DureCharter
import DureCore
import DureTesting
import Foundation
import Testing

@testable import DureNode

struct UserBookTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_000)
    private let day: Int64 = 86_400_000

    private func book(_ storage: MemoryStorage = MemoryStorage()) -> UserBook {
        UserBook(
            storage: storage, key: SecretBytes([UInt8](repeating: 7, count: 32)))
    }

    @Test func `a token opens until its last day, and only the newest one`() throws {
        let book = book()
        var generator = SeededGenerator(seed: 1)
        let han = try Name("han")
        let first = try book.issue(
            han, roles: [.auditor], days: 2, person: "person-1", at: now, using: &generator)
        #expect(first.token.hasPrefix("dure_") && first.token.count == 69)
        #expect(try book.user(bearing: first.token, at: now)?.name == han)
        let last = Timestamp(milliseconds: now.milliseconds + 2 * day)
        #expect(try book.user(bearing: first.token, at: last) == nil)
        #expect(
            try book.user(bearing: String(first.token.dropLast()) + "0", at: now)?.name != han
                || first.token.hasSuffix("0"))
        let second = try book.issue(
            han, roles: nil, days: 9, person: "person-1", at: now, using: &generator)
        #expect(try book.user(bearing: first.token, at: now) == nil)
        #expect(try book.user(bearing: second.token, at: last)?.roles == [.auditor])
        _ = try book.remove(han)
        #expect(try book.user(bearing: second.token, at: now) == nil)
        #expect(throws: UserError.unknown(han)) { try book.remove(han) }
    }

    @Test func `neither names nor tokens lie in the clear, and a changed file is refused`() throws {
        let storage = MemoryStorage()
        var generator = SeededGenerator(seed: 2)
        let issued = try book(storage).issue(
            Name("kim-minji"), roles: [.analyst, .operations], days: 30, person: "person-2",
            at: now,
            using: &generator)
        let bytes = try #require(storage.files[UserBook.path])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("kim-minji") && !text.contains(issued.token))
        for index in stride(from: 0, to: bytes.count, by: 7) {
            var changed = storage.files
            changed[UserBook.path]?[index] ^= 1
            #expect(throws: NodeError.damaged(path: UserBook.path)) {
                try book(MemoryStorage(files: changed)).users()
            }
        }
        let other = UserBook(
            storage: storage, key: SecretBytes([UInt8](repeating: 8, count: 32)))
        #expect(throws: NodeError.damaged(path: UserBook.path)) { try other.users() }
    }

    @Test func `duties that do not go together are not given to one person`() throws {
        let book = book()
        var generator = SeededGenerator(seed: 3)
        for one in UserRole.allCases {
            for other in UserRole.allCases where one != other {
                #expect(one.excluded.contains(other) == other.excluded.contains(one))
                let name = try Name("u-\(one.rawValue)-\(other.rawValue)".prefix(40).description)
                let isFree = !one.excluded.contains(other)
                let issued = try? book.issue(
                    name, roles: [one, other], days: 1, person: "p", at: now, using: &generator)
                #expect((issued != nil) == isFree, "\(one) \(other)")
            }
        }
        #expect(UserRole.auditor.excluded.count == UserRole.allCases.count - 1)
        #expect(UserRole.analyst.excluded == [.steward, .privacyOfficer, .auditor])
        #expect(UserRole.operations.excluded == [.privacyOfficer, .auditor])
        #expect(throws: UserError.noRole) {
            try book.issue(Name("a"), roles: [], days: 1, person: "p", at: now, using: &generator)
        }
        for days in [0, -1, UserBook.daysMax + 1] {
            #expect(throws: UserError.tooLong(daysMax: UserBook.daysMax)) {
                try book.issue(
                    Name("a"), roles: [.analyst], days: days, person: "p", at: now,
                    using: &generator)
            }
        }
    }

    @Test func `only those whom the charter names have an office, and lose it with the charter`()
        throws
    {
        let ward = try Ward()
        defer { ward.remove() }
        let (kim, lee) = (try Name("kim"), try Name("lee"))
        #expect(throws: UserError.notResponsible(lee, .privacyOfficer)) {
            try ward.home.addUser(lee, roles: [.privacyOfficer], days: 1)
        }
        // Whoever holds an office is nobody's auditor and asks for no study.
        for role in [UserRole.auditor, .analyst, .operations] {
            #expect(throws: UserError.holdsOffice(kim, role)) {
                try ward.home.addUser(kim, roles: [role], days: 1)
            }
        }
        let user = try ward.home.addUser(kim, roles: [.privacyOfficer, .steward], days: 1).user
        #expect(try ward.home.roles(of: user) == [.privacyOfficer, .steward])
        try ward.home.base.storage.write(
            StarterCharter.text("KR") + Array(Ward.offices([.steward]).utf8), to: "charter.toml")
        #expect(try ward.home.roles(of: user) == [.steward])
        let entry = try #require(try ward.entries().last { $0.action == "user.added" })
        #expect(entry.details["person"]?.text?.hasPrefix("person-") == true)
        #expect(!entry.json.canonicalText.contains("kim"))
    }

    @Test func `what the ledger does not take is not done`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        let (audi, ana) = (try Name("audi"), try Name("ana"))
        let token = try ward.home.addUser(audi, roles: [.auditor], days: 1).token
        let journal = ward.home.base.path + "/ledger/journal"
        try FileManager.default.removeItem(atPath: journal)
        try FileManager.default.createDirectory(
            atPath: journal, withIntermediateDirectories: false)
        #expect(throws: (any Error).self) {
            try ward.home.addUser(ana, roles: [.analyst], days: 1)
        }
        #expect(throws: (any Error).self) { try ward.home.renewUser(audi, days: 2) }
        #expect(throws: (any Error).self) { try ward.home.removeUser(audi) }
        #expect(try ward.home.users.users().map(\.name) == [audi])
        let now = Timestamp(now: ward.home.clock)
        #expect(try ward.home.users.user(bearing: token, at: now)?.name == audi)
    }

    @Test func `whoever proposed a study does not approve it, and no user is forgotten`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        let kim = try ward.home.addUser(Name("kim"), roles: [.privacyOfficer], days: 1).user
        let approvals = StudyApprovals(
            storage: ward.home.base.storage, study: ward.study.study)
        try approvals.setProposer(kim.person)
        #expect(throws: UserError.ownStudy(ward.study.study)) {
            try ward.home.approve(
                ward.study.study, as: Approval(person: "kim", role: "privacy-officer"))
        }
        #expect(try approvals.all().isEmpty)
        try ward.home.approve(
            ward.study.study, as: Approval(person: "lee", role: "privacy-officer"))
        #expect(throws: UserError.isUser(kim.name)) { try ward.home.forget(kim.name) }
        try ward.home.removeUser(kim.name)
        #expect(try ward.home.forget(kim.name) == kim.person)
    }
}
