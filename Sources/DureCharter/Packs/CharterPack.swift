package import DureCore

/// A charter to start from: strict rules, and what the economy's law says, with source and year.
///
/// A pack is data: what its authors could name a law for stands in it with that law, and the rest
/// says that it is not established. It is no legal advice.
package struct CharterPack: Sendable {
    /// The name by which people ask for it: `apec`, or the economy's code.
    package let name: String
    /// The economy whose law it knows; nil for the generic one.
    package let economy: String?
    /// What the economy is called.
    package let title: Phrase
    /// The `[facts]` tables, as TOML.
    private let facts: String

    init(_ economy: String?, _ title: Phrase, facts: String) {
        name = economy ?? "apec"
        self.economy = economy
        self.title = title
        self.facts = facts
    }

    /// The generic pack, then those of the 21 economies by their codes.
    package static let all: [CharterPack] =
        [generic]
        + (northEast + southEast + oceania + americas).sorted { $0.name < $1.name }

    /// The pack of that name, in capitals or not.
    package static func named(_ name: String) -> CharterPack? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The pack of an economy; the generic one where it has none of its own.
    package static func of(economy: String) -> CharterPack {
        all.first { $0.economy == economy } ?? generic
    }

    /// The charter of a new node.
    ///
    /// - Parameter economy: The economy that it binds; the pack's own one unless it is generic.
    package func charter(economy: String) -> [UInt8] {
        let id = self.economy.map { "starter-\($0.lowercased())" } ?? "starter"
        return Array((head(id: id, economy: economy) + Self.rules + Self.offices + facts).utf8)
    }

    /// The tests that the charter of a new node passes, as `charter.tests.toml`.
    package static let tests: [UInt8] = Array(testText.utf8)

    private func head(id: String, economy: String) -> String {
        """
        # The rules of this node. Nothing is allowed that no rule permits; a forbid wins over any
        # permit; every require that matches must be met. Change them with care: each version is
        # named by its hash in the ledger. `dure charter check`, `test` and `explain` read them,
        # and `dure charter sign` makes changes wait for two people.
        #
        # [facts] at the end holds what the law says, with source and year, as the authors of the
        # program knew it. Have it read by somebody who knows the law: it is no legal advice.

        [charter]
        id = "\(id)"
        version = 1
        economy = "\(economy)"
        languages = ["en", "ko"]
        in_force = 2026-01-01
        text = { en = "The rules that a new node starts with.", ko = "새 노드가 시작하는 규칙" }


        """
    }
}

extension CharterPack {
    static let generic = CharterPack(
        nil, Phrase(en: "APEC, any economy", ko: "APEC 공통"),
        facts: """
            [facts.child-age]
            not_established = { en = "The APEC Privacy Framework (2015) names no age; write down the one of your law.", ko = "APEC 프라이버시 프레임워크(2015)에는 연령 기준이 없습니다. 해당 법의 기준을 적으십시오." }

            [facts.breach-authority]
            not_established = { en = "The APEC Privacy Framework (2015) asks for notice of significant breaches where appropriate, and names no time.", ko = "APEC 프라이버시 프레임워크(2015)는 중대한 침해의 통지를 요구하지만 시한은 정하지 않습니다." }

            [facts.breach-people]
            not_established = { en = "The APEC Privacy Framework (2015) names no time.", ko = "APEC 프라이버시 프레임워크(2015)에는 시한이 없습니다." }

            [facts.national-number]
            not_established = { en = "The APEC Privacy Framework (2015) has no rule of its own for national numbers.", ko = "APEC 프라이버시 프레임워크(2015)에는 고유식별번호에 관한 별도 규정이 없습니다." }

            [facts.transfer-abroad]
            law = "APEC Privacy Framework, principle of accountability; Cross-Border Privacy Rules System"
            year = 2015
            text = { en = "Who hands data on asks for consent or takes reasonable steps so that the recipient protects it as the Framework does.", ko = "개인정보를 넘기는 쪽은 동의를 받거나, 받는 쪽이 프레임워크에 맞게 보호하도록 합리적인 조치를 해야 합니다." }

            """)

    /// What every pack permits: own data may come in and be learnt from, sums may be shared for
    /// research under privacy, and nothing else.
    private static let rules = """
        [[rule]]
        id = "own-data"
        effect = "permit"
        action = ["ingest", "train", "assess", "erase"]
        text = { en = "This institution may bring in its own data, learn from it and erase it.", ko = "이 기관은 자신의 데이터를 가져와 학습하고 지울 수 있습니다." }
        source = ["APEC-PF:collection", "APEC-PF:uses"]

        [[rule]]
        id = "private-sums"
        effect = "permit"
        action = ["federate"]
        purpose = ["research", "statistics"]
        secure_aggregation = true
        min_cohort = 100
        max_epsilon = 3.0
        max_delta = 1e-4
        text = { en = "Sums may be computed with other members for research, in secret and with a privacy loss of at most 3.", ko = "연구를 위해 다른 참여 기관과 비밀리에 합계를 계산할 수 있으며 프라이버시 손실은 3 이하여야 합니다." }
        source = ["APEC-PF:uses", "APEC-PF:preventing-harm", "CBPR:accountability"]

        [[rule]]
        id = "no-national-ids"
        effect = "forbid"
        action = ["train", "federate", "serve", "export"]
        contains = ["national-id"]
        text = { en = "Nothing with a national number in it is used or shared.", ko = "주민등록번호 등 고유식별번호가 든 것은 이용하거나 나누지 않습니다." }
        source = ["V06"]

        [[rule]]
        id = "sensitive-needs-a-person"
        effect = "require"
        action = ["federate"]
        sensitivity = ["sensitive"]
        approvals = 1
        text = { en = "A person must approve the use of sensitive data.", ko = "민감한 데이터의 이용은 사람이 승인해야 합니다." }
        source = ["CBPR2:PR1"]

        [[rule]]
        id = "children-need-a-person"
        effect = "require"
        action = ["train", "federate"]
        contains = ["child"]
        approvals = 1
        text = { en = "A person must have seen the guardians' consent before data about children is learnt from; [facts.child-age] says who is a child.", ko = "아동의 데이터를 학습에 쓰기 전에 사람이 보호자의 동의를 확인해야 합니다. 아동의 기준은 [facts.child-age]에 있습니다." }
        source = ["V07", "CBPR2:PR2"]

        """

    private static let offices = """

        # Nothing leaves this node while nobody answers for it. Name who does, and what makes them fit
        # for it: a steward for the data, a privacy officer, and an overseer of what models do. Take
        # the signs in front of these lines away, and repeat them for the other two.
        #
        # [[responsible]]
        # role = "steward"
        # person = "steward-2"
        # qualification = { en = "Head of records", ko = "기록관리실장" }


        """

    private static let testText = """
        # What the charter beside this file must answer. `dure charter test` runs it, and no change
        # can be signed before all of it passes.

        [[test]]
        name = "own data comes in"
        expect = "permitted"
        action = "ingest"
        purpose = "care"
        sensitivity = "personal"

        [[test]]
        name = "a study in sums is permitted"
        expect = "permitted"
        action = "federate"
        purpose = "research"
        sensitivity = "personal"
        secure_aggregation = true
        cohort = 400
        epsilon = 1.0
        delta = 1e-5

        [[test]]
        name = "sensitive data waits for a person"
        expect = "needs-approval"
        action = "federate"
        purpose = "research"
        sensitivity = "sensitive"
        secure_aggregation = true
        cohort = 400
        epsilon = 1.0
        delta = 1e-5

        [[test]]
        name = "more than epsilon 3 is too much"
        expect = "not-permitted"
        action = "federate"
        purpose = "research"
        sensitivity = "personal"
        secure_aggregation = true
        cohort = 400
        epsilon = 4.0

        [[test]]
        name = "a national number stops everything"
        expect = "forbidden"
        action = "federate"
        purpose = "research"
        sensitivity = "personal"
        contains = ["national-id"]
        secure_aggregation = true
        cohort = 400
        epsilon = 1.0

        [[test]]
        name = "data about people does not leave"
        expect = "not-permitted"
        action = "export"
        purpose = "research"
        sensitivity = "personal"

        """
}
