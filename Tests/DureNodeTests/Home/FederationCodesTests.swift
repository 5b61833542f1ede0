import DureCore
import DureNode
import Foundation
import Testing

@Suite struct FederationCodesTests {
    /// Where a code stands in the sources.
    private static let patterns = [
        #"refuse\("([a-z-]+)""#, #"fail\(&study, "([a-z-]+)""#, #"reason: String = "([a-z-]+)""#,
        #"(?:code|reason): "([a-z-]+)""#, #"noAudit = "([a-z-]+)""#,
        #"^    case [a-zA-Z]+ = "([a-z-]+)"$"#,
    ]
    /// The checks of a plan, each with the code of what differs.
    private static let planPattern = #"^ +\(?"([a-z]+)",(?: |$)"#
    private static let sources: [String] = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return ["DureFederation", "DureLearning/LearningError.swift"].flatMap { place in
            let path = root.appending(path: "Sources/\(place)").path(percentEncoded: false)
            guard !path.hasSuffix(".swift") else { return [path] }
            return
                (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix(".swift") }.map { "\(path)/\($0)" }
        }
    }()

    private func codes() throws -> Set<String> {
        var codes: Set<String> = []
        for path in Self.sources where !path.contains("/Wire/WireMessage+") {
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            let isPlan = path.hasSuffix("MemberMachine+Rounds.swift")
            for pattern in Self.patterns + (isPlan ? [Self.planPattern] : []) {
                for match in text.matches(of: try Regex(pattern).anchorsMatchLineEndings()) {
                    if let code = match.output[1].substring { codes.insert(String(code)) }
                }
            }
        }
        return codes
    }

    @Test func `every code that a machine says has a sentence`() throws {
        let codes = try codes()
        for code in ["study-exists", "too-many-attempts", "blame", "decision", "sum-missed"] {
            #expect(codes.contains(code), "the search lost \(code)")
        }
        #expect(codes.filter { !FederationCodes.isKnown($0) }.sorted() == [])
    }

    @Test func `a sentence says more than its code, in both languages`() {
        for code in ["too-few-approvals", "too-few-records", "too-many-attempts", "of-tomorrow"] {
            for language in Language.allCases {
                let text = FederationCodes.failure(code).text(language)
                #expect(!text.contains(code) && text.contains(" ") && text.hasSuffix("."))
            }
        }
        let reasons = ["LearningError", "PrivacyError", "VaultError", "SomethingError"].map {
            FederationCodes.departure("cannot-contribute: \($0)").text(.en)
        }
        #expect(Set(reasons).count == 4)
        #expect(reasons.allSatisfy { !$0.contains("cannot-contribute") && !$0.contains("Error") })
    }
}
