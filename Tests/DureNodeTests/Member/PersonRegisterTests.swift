import DureCore
import DureTesting
import Testing

@testable import DureNode

/// Who is behind the ids of people.
@Suite struct PersonRegisterTests {
    private func register(_ storage: MemoryStorage, countMax: Int) -> PersonRegister {
        PersonRegister(
            storage: storage, key: SecretBytes([UInt8](repeating: 7, count: 32)),
            countMax: countMax)
    }

    @Test func `a full register refuses newcomers and still knows everybody`() throws {
        let storage = MemoryStorage()
        let people = register(storage, countMax: 3)
        var generator = Seed(1).generator
        let names = try ["ahn", "baek", "choi"].map { try Name($0) }
        let ids = try names.map { try people.id(of: $0, using: &generator) }
        #expect(Set(ids).count == 3)
        #expect(throws: StorageError.full(path: "vault/people")) {
            try people.id(of: Name("do"), using: &generator)
        }
        // An id is for good: nobody gets a second one.
        #expect(try names.map { try people.id(of: $0, using: &generator) } == ids)
        #expect(try people.people().map(\.id) == ids)
        // Who is forgotten makes room, and comes back as somebody else.
        #expect(try people.forget(names[0]) == ids[0])
        #expect(try people.id(of: names[0], using: &generator) != ids[0])
    }
}
