import DureCore
import DureTesting
import Testing

@testable import DureNode

/// The records of incidents (control V14).
@Suite struct IncidentTests {
    @Test func `V14: who is told again was told the first time`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        func home(_ day: Int64) throws -> MemberHome {
            try MemberHome(
                opening: ward.home.base.path, passphrase: nil,
                clock: StillClock(millisecondsSinceEpoch: 1_796_117_400_000 + day * 86_400_000))
        }
        let name = try Name("ward")
        let opened = try home(0).openIncident("lost", datasets: [name, name])
        // A dataset that is named twice has its people once.
        #expect(opened.datasets == [name])
        let first = try home(1).tell(.people, ofIncident: 1).toldAt[.people]
        let again = try home(9).tell(.people, ofIncident: 1).toldAt[.people]
        #expect(first == Timestamp(milliseconds: 1_796_117_400_000 + 86_400_000))
        #expect(again == first)
        let told = try ward.entries().filter { $0.action == "incident.told" }
        #expect(told.count == 2)
    }

    @Test func `an incident as long as it may be reads back`() throws {
        let book = IncidentBook(
            storage: MemoryStorage(), key: SecretBytes([UInt8](repeating: 7, count: 32)))
        // The longest texts, each byte of which takes six, and as many names as an entry can have.
        let text = String(repeating: "\u{1}", count: Incident.textByteCountMax)
        let names = try (0..<1_500).map { number in
            let digits = String(number)
            return try Name("n" + String(repeating: "0", count: 39 - digits.count) + digits)
        }
        let time = Timestamp(milliseconds: 0)
        var incident = Incident(
            number: 1, openedAt: time, knownAt: time, what: text, datasets: names,
            salt: [UInt8](repeating: 1, count: Incident.saltByteCount))
        incident.outcome = text
        try book.write(incident)
        #expect(try book.incidents() == [incident])
    }
}
