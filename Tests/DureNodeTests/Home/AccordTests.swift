import DureCore
import DureNode
import Testing

/// Control F01: the accord that decides beside the charter is the one that the members signed.
@Suite struct AccordTests {
    @Test func `an accord that is changed or gone decides nothing`() throws {
        let ward = try Ward()
        defer { ward.remove() }
        let home = ward.home.base
        let file = FederationFiles.accordPath
        #expect(try home.accord()?.hash == Digest(of: Ward.accord))
        #expect(try ward.answers().told.answer == .approved)
        let changed = NodeError.accordChanged(path: "\(home.path)/\(file)")
        for text in [Ward.accord + [10], nil] {
            if let text {
                try home.storage.write(text, to: file)
            } else {
                try home.storage.remove(file)
            }
            #expect(throws: changed) { try home.accord() }
            #expect(throws: changed) {
                try ward.home.door.decide(on: ward.study, proposal: ward.proposal, author: nil)
            }
        }
        try home.storage.write(Ward.accord, to: file)
        #expect(try home.accord()?.id == "hospitals")
    }
}
