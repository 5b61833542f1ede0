/// The rules that a new node starts with where its owner gives none: own data may come in and be
/// learnt from, sums may be shared for research under privacy, and nothing else.
package enum StarterCharter {
    /// The text of the rules for an economy.
    package static func text(_ economy: String) -> [UInt8] {
        Array(
            """
            # The rules of this node. Nothing is allowed that no rule permits; a forbid wins over any
            # permit; every require that matches must be met. Change them with care: each version is
            # named by its hash in the ledger.

            [charter]
            id = "starter"
            version = 1
            economy = "\(economy)"
            languages = ["en", "ko"]
            in_force = 2026-01-01
            text = { en = "The rules that a new node starts with.", ko = "새 노드가 시작하는 규칙" }

            [[rule]]
            id = "own-data"
            effect = "permit"
            action = ["ingest", "train", "assess", "erase"]
            text = { en = "This institution may bring in its own data, learn from it and erase it.", ko = "이 기관은 자신의 데이터를 가져와 학습하고 지울 수 있습니다." }

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

            [[rule]]
            id = "no-national-ids"
            effect = "forbid"
            action = ["train", "federate", "serve", "export"]
            contains = ["national-id"]
            text = { en = "Nothing with a national number in it is used or shared.", ko = "주민등록번호 등 고유식별번호가 든 것은 이용하거나 나누지 않습니다." }

            [[rule]]
            id = "sensitive-needs-a-person"
            effect = "require"
            action = ["federate"]
            sensitivity = ["sensitive"]
            approvals = 1
            text = { en = "A person must approve the use of sensitive data.", ko = "민감한 데이터의 이용은 사람이 승인해야 합니다." }

            """.utf8)
    }
}
