import DureCharter
import DureCore
import DureFederation
import Foundation
import Testing

@testable import DureNode

/// Control A01: somebody answers for it.
@Suite struct AnsweringTests {
    @Test(arguments: Office.allCases)
    func `A01 nothing leaves while an office is vacant, and both languages say which`(
        vacant: Office
    ) throws {
        let ward = try Ward(offices: Ward.offices(Office.allCases.filter { $0 != vacant }))
        defer { ward.remove() }
        var door = ward.home.door
        for language in Language.allCases {
            door.language = language
            let answer = try door.decide(on: ward.study, proposal: ward.proposal, author: nil)
            #expect(answer.answer == .refused)
            let reasons = answer.reasons.joined(separator: " ")
            #expect(reasons.contains("[[responsible]]"))
            for office in Office.allCases {
                let word = Vocabulary.text(office.rawValue, language)
                #expect(reasons.contains(word) == (office == vacant), "\(reasons)")
            }
        }
        let entry = try #require(try ward.entries().last)
        #expect(entry.action == "dataset.federate" && entry.verdict == "not-permitted")
        // Own data came in and may be judged all the same: only what leaves is held back.
        let request = try door.request(
            for: ward.study, action: .assess, proposal: ward.proposal)
        let card = try door.vault.card(of: ward.study.dataset)
        _ = try door.gate().grant(request, to: card, columns: ["age"])
    }

    @Test func `A01 an approval is not asked for where nobody answers`() throws {
        let card = Ward.card.replacingOccurrences(of: "\"personal\"", with: "\"sensitive\"")
        let answered = try Ward(card: card)
        defer { answered.remove() }
        #expect(try answered.answers().told.answer == .pending)
        let vacant = try Ward(card: card, offices: "")
        defer { vacant.remove() }
        let answer = try vacant.answers().told
        #expect(answer.answer == .refused)
        #expect(answer.reasons.joined().contains("data steward, privacy officer, overseer"))
        #expect(try vacant.entries().last?.verdict == "not-permitted")
    }

    @Test func `A01 each is named with a qualification, in the charter that is signed`() throws {
        let start = StarterCharter.text("KR")
        func charter(_ tables: String) throws -> Charter {
            try Charter(parsing: start + Array(tables.utf8))
        }
        let whole = try charter(Ward.offices(Office.allCases))
        #expect(whole.vacantOffices.isEmpty && whole.lint().isEmpty)
        #expect(whole.responsible.map(\.person.text) == ["kim", "kim", "kim"])
        #expect(try charter("").lint().map(\.kind) == Office.allCases.map { .vacantOffice($0) })
        #expect(try charter("").lint().allSatisfy { !$0.isError })

        let one = Ward.offices([.overseer])
        for (old, new, key) in [
            ("qualification = ", "# ", "responsible[1].qualification"),
            ("Trained for it", " ", "responsible[1].qualification"),
            ("\"overseer\"", "\"boss\"", "responsible[1].role"),
            ("\"kim\"", "\"Kim Lee\"", "responsible[1].person"),
            ("person = ", "phone = ", "responsible[1].phone"),
        ] {
            let text = one.replacingOccurrences(of: old, with: new)
            #expect(text != one)
            let error = #expect(throws: TOMLError.self) { try charter(text) }
            #expect(error?.key == key, "\(String(describing: error))")
        }
        let twice = #expect(throws: TOMLError.self) { try charter(one + one) }
        #expect(twice?.key == "responsible[2].person")
        let many = (0...ResponsiblePerson.countMax).map {
            one.replacingOccurrences(of: "kim", with: "kim\($0)")
        }
        #expect(throws: TOMLError.self) { try charter(many.joined()) }

        // Another overseer is another charter: it needs signatures, and the change is told.
        let other = try charter(
            Ward.offices(Office.allCases).replacingOccurrences(of: "Trained for it", with: "None"))
        #expect(other.hash != whole.hash)
        let diff = CharterDiff(from: whole, to: other).sentences(.en).joined(separator: "\n")
        #expect(diff.contains("responsible overseer kim: from Trained for it / 교육 이수 to None"))
    }
}
