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
            han, roles: [.auditor], days: 2, at: now, using: &generator)
        #expect(first.token.hasPrefix("dure_") && first.token.count == 69)
        #expect(try book.user(bearing: first.token, at: now)?.name == han)
        let last = Timestamp(milliseconds: now.milliseconds + 2 * day)
        #expect(try book.user(bearing: first.token, at: last) == nil)
        #expect(
            try book.user(bearing: String(first.token.dropLast()) + "0", at: now)?.name != han
                || first.token.hasSuffix("0"))
        let second = try book.issue(han, roles: nil, days: 9, at: now, using: &generator)
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
            Name("kim-minji"), roles: [.analyst, .operations], days: 30, at: now,
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
                    name, roles: [one, other], days: 1, at: now, using: &generator)
                #expect((issued != nil) == isFree, "\(one) \(other)")
            }
        }
        #expect(UserRole.auditor.excluded.count == UserRole.allCases.count - 1)
        #expect(UserRole.privacyOfficer.excluded.contains(.analyst))
        #expect(throws: UserError.noRole) {
            try book.issue(Name("a"), roles: [], days: 1, at: now, using: &generator)
        }
        for days in [0, -1, UserBook.daysMax + 1] {
            #expect(throws: UserError.tooLong(daysMax: UserBook.daysMax)) {
                try book.issue(Name("a"), roles: [.analyst], days: days, at: now, using: &generator)
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
        let user = try ward.home.addUser(kim, roles: [.privacyOfficer, .steward], days: 1).user
        #expect(try ward.home.roles(of: user) == [.privacyOfficer, .steward])
        try ward.home.base.storage.write(
            StarterCharter.text("KR") + Array(Ward.offices([.steward]).utf8), to: "charter.toml")
        #expect(try ward.home.roles(of: user) == [.steward])
        let entry = try #require(try ward.entries().last { $0.action == "user.added" })
        #expect(entry.details["person"]?.text?.hasPrefix("person-") == true)
        #expect(!entry.json.canonicalText.contains("kim"))
    }
}
