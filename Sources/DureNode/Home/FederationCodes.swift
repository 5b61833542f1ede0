package import DureCore
internal import DureLearning

/// The codes that the machines of a federation tell each other, as sentences: what happened and
/// what to do.
///
/// A test finds every code in the sources and holds these lists to them.
package enum FederationCodes {
    /// What a refused message means; `{detail}` is what came with the code.
    package static func refusal(_ code: String) -> Phrase {
        refusals[code] ?? unknown(code)
    }

    /// Why a study failed.
    package static func failure(_ code: String) -> Phrase {
        failures[code] ?? FailureReason(rawValue: code)?.phrase ?? unknown(code)
    }

    /// Why a study failed, with the columns that it was for, where the coordinator names any.
    package static func failure(_ state: JSONValue, _ language: Language) -> String {
        let reason = failure(state["reason"]?.text ?? "").text(language)
        let columns = (state["columns"]?.elements ?? []).compactMap(\.text)
        return columns.isEmpty
            ? reason : FailureReason.sentence(reason, columns: columns, language)
    }

    /// Why a round ended without a release, or why this node left it.
    package static func departure(_ code: String) -> Phrase {
        if code.hasPrefix(contribution) {
            return contributions[String(code.dropFirst(contribution.count))] ?? otherContribution
        }
        return departures[code] ?? FailureReason(rawValue: code)?.phrase ?? unknown(code)
    }

    /// Whether there is a sentence of its own for a code.
    package static func isKnown(_ code: String) -> Bool {
        refusals[code] != nil || failures[code] != nil || departures[code] != nil
            || FailureReason(rawValue: code) != nil
    }

    private static let contribution = "cannot-contribute: "

    /// A code of a later version, or none at all.
    private static func unknown(_ code: String) -> Phrase {
        code.isEmpty
            ? Phrase(en: "No reason was given.", ko: "이유가 전해지지 않았습니다.")
            : Phrase(
                en: "This version has no words for the reason; update Dure.",
                ko: "이 버전이 알지 못하는 이유입니다. 두레를 업데이트하십시오.")
    }

    private static let refusals: [String: Phrase] = [
        "bad-signature": Phrase(
            en: "The coordinator does not take the signature for that of a member of its roster. "
                + "Check that this home is the one that joined the federation.",
            ko: "조정자가 명부에 있는 참여 기관의 서명으로 인정하지 않습니다. 연합에 가입한 홈이 맞는지 "
                + "확인하십시오."),
        "study-exists": Phrase(
            en: "The federation has another study called {detail} already. Give the manifest a new "
                + "id and propose it again.",
            ko: "연합에 {detail}(이)라는 다른 연구가 이미 있습니다. 명세에 새 id를 주고 다시 제안하십시오."),
        "too-many-studies": Phrase(
            en: "The federation keeps no more studies: its list is full. Found a new federation.",
            ko: "연합의 연구 목록이 가득 찼습니다. 새 연합을 세우십시오."),
        "bad-manifest": Phrase(
            en: "The coordinator cannot read the manifest. `dure study check` names the line; if "
                + "it finds nothing, the coordinator runs another version.",
            ko: "조정자가 명세를 읽을 수 없습니다. `dure study check`가 줄을 알려 줍니다. 문제가 없다면 "
                + "조정자의 버전이 다른 것입니다."),
        "other-federation": Phrase(
            en: "The study is written for another federation ({detail}). Correct federation in the "
                + "manifest's table [study].",
            ko: "다른 연합({detail})을 위해 작성된 연구입니다. 명세의 [study] 표에서 federation을 고치십시오."),
        "unknown-study": Phrase(
            en: "The coordinator does not know the study {detail}. Its author must propose it "
                + "again.",
            ko: "조정자가 {detail} 연구를 알지 못합니다. 작성자가 다시 제안해야 합니다."),
        "other-manifest": Phrase(
            en: "The coordinator has another manifest of the study {detail} than this node. Ask "
                + "the author which one is right.",
            ko: "조정자가 가진 {detail} 연구의 명세가 이 노드의 것과 다릅니다. 작성자에게 어느 것이 맞는지 "
                + "물어보십시오."),
        "other-roster": Phrase(
            en: "The federation has other members now than when this node approved. Look at the "
                + "study with `dure study review` and approve it again.",
            ko: "이 노드가 승인한 뒤 연합의 참여 기관이 바뀌었습니다. `dure study review`로 연구를 살펴보고 다시 "
                + "승인하십시오."),
        "not-on-roster": Phrase(
            en: "This node is not on the federation's roster. Ask the federation for a new token "
                + "and join again.",
            ko: "이 노드는 연합의 명부에 없습니다. 연합에 새 토큰을 요청해 다시 가입하십시오."),
        "awaits-members": Phrase(
            en: "The members of the federation have been asked to sign this node's place on the "
                + "roster. Leave the node running, or start it again later; ask the members to "
                + "look at `dure federation review`.",
            ko: "연합의 참여 기관들에 이 노드를 명부에 올리는 서명을 요청했습니다. 노드를 실행해 두거나 나중에 "
                + "다시 시작하고, 참여 기관들에 `dure federation review`를 살펴보도록 요청하십시오."),
        "unreadable": Phrase(
            en: "A message could not be read. Use the same version of Dure on both sides.",
            ko: "메시지를 읽을 수 없습니다. 양쪽에서 같은 버전의 두레를 사용하십시오."),
        "unknown-blob": Phrase(
            en: "The coordinator no longer has what was asked for; the next round brings it anew.",
            ko: "요청한 내용이 조정자에 더 이상 없습니다. 다음 라운드에서 다시 받습니다."),
        "no-audit": Phrase(
            en: "The round is no longer there to be audited; the next one can be.",
            ko: "그 라운드는 더 이상 감사할 수 없습니다. 다음 라운드는 감사할 수 있습니다."),
    ]

    private static let failures: [String: Phrase] = [
        "too-few-approvals": Phrase(
            en: "Fewer members approved than the study needs (members_min). `dure study list` "
                + "shows the answers; each node's `dure study review` says why and what would "
                + "change it.",
            ko: "승인한 참여 기관이 연구에 필요한 수(members_min)보다 적습니다. `dure study list`가 답을 "
                + "보여 주고, 각 노드의 `dure study review`가 이유와 바꿀 점을 알려 줍니다."),
        "cannot-be-planned": Phrase(
            en: "With the members who approved, the study cannot be computed as it is written. "
                + "`dure study check --members COUNT` says what stands in the way.",
            ko: "승인한 참여 기관만으로는 이 연구를 적힌 대로 계산할 수 없습니다. "
                + "`dure study check --members 수`가 무엇이 막는지 알려 줍니다."),
        "rounds-spent": Phrase(
            en: "All rounds that the study may use are spent.",
            ko: "연구가 쓸 수 있는 라운드를 모두 썼습니다."),
        "roster-changed": Phrase(
            en: "A member of the study left the federation, or has another key. Propose the study "
                + "under a new id.",
            ko: "연구의 참여 기관이 연합을 떠났거나 키가 바뀌었습니다. 새 id로 연구를 제안하십시오."),
        "no-model": Phrase(
            en: "The coordinator lost the model between two rounds. Check its disk, and propose "
                + "the study under a new id.",
            ko: "라운드 사이에 조정자의 모델이 없어졌습니다. 디스크를 확인하고 새 id로 연구를 제안하십시오."),
        "too-many-attempts": Phrase(
            en: "One round was tried again and again and never had enough members to the end. "
                + "What each member's `dure up` says tells why; mend it and propose the study "
                + "under a new id.",
            ko: "한 라운드를 거듭 시도했지만 끝까지 남은 참여 기관이 부족했습니다. 각 참여 기관의 `dure up` "
                + "출력에서 이유를 찾아 바로잡은 뒤 새 id로 연구를 제안하십시오."),
        "no-round-released": Phrase(
            en: "No round came to an end with enough members. What each member's `dure up` says "
                + "tells why; mend it and propose the study under a new id.",
            ko: "충분한 참여 기관과 함께 끝난 라운드가 없습니다. 각 참여 기관의 `dure up` 출력에서 이유를 찾아 "
                + "바로잡은 뒤 새 id로 연구를 제안하십시오."),
        FailureReason.tooFewRecords.rawValue: Phrase(
            en: "All members together have fewer records than the study demands (records_min). "
                + "Ask more members or more records, or propose it with a smaller number under a "
                + "new id.",
            ko: "모든 참여 기관의 기록을 합해도 연구가 요구하는 수(records_min)보다 적습니다. 참여 기관이나 "
                + "기록을 늘리거나, 더 작은 수를 적어 새 id로 제안하십시오."),
    ]

    private static let departures: [String: Phrase] = [
        "too-few-members": Phrase(
            en: "Too few members stayed to open the sum. It is tried again.",
            ko: "합계를 열기에 남은 참여 기관이 부족합니다. 다시 시도합니다."),
        "blame": Phrase(
            en: "A member sent a share that does not fit, and was named. It is tried again.",
            ko: "한 참여 기관이 맞지 않는 몫을 보내 지목되었습니다. 다시 시도합니다."),
        "models-differ": Phrase(
            en: "The model is not the one that follows from the last sum. This node gives nothing "
                + "to it; ask the coordinator, and compare with the other members.",
            ko: "모델이 지난 합계에서 나온 것과 다릅니다. 이 노드는 아무것도 보내지 않습니다. 조정자에게 묻고 "
                + "다른 참여 기관과 비교하십시오."),
        "bad-share": Phrase(
            en: "A share does not match what was promised before. It is tried again.",
            ko: "공개된 몫이 앞서 약속한 것과 맞지 않습니다. 다시 시도합니다."),
        "too-few-signatures": Phrase(
            en: "Too few members signed the list of those who stayed. It is tried again.",
            ko: "남은 참여 기관의 목록에 서명한 곳이 부족합니다. 다시 시도합니다."),
        "protocol-broken": Phrase(
            en: "A message broke the protocol. Use the same version of Dure everywhere; if it "
                + "happens again, tell the other members.",
            ko: "메시지가 프로토콜을 어겼습니다. 모두 같은 버전의 두레를 쓰십시오. 또 일어나면 다른 참여 기관에 "
                + "알리십시오."),
        "restarted": Phrase(
            en: "The coordinator was restarted. The round is tried again.",
            ko: "조정자가 다시 시작되었습니다. 라운드를 다시 시도합니다."),
        "abandoned": Phrase(
            en: "The attempt was given up. The round is tried again.",
            ko: "시도를 그만두었습니다. 라운드를 다시 시도합니다."),
        "superseded": Phrase(
            en: "A newer attempt has begun.", ko: "더 새로운 시도가 시작되었습니다."),
        "study-failed": Phrase(en: "The study has failed.", ko: "연구가 실패했습니다."),
        "sum-missed": Phrase(
            en: "The sum of the round did not come. The next round brings the model.",
            ko: "라운드의 합계가 오지 않았습니다. 다음 라운드에서 모델을 받습니다."),
        "approvals": Phrase(
            en: "The other members' signed approvals have not all come. The node takes part once "
                + "it has checked them.",
            ko: "다른 참여 기관의 서명된 승인이 아직 모두 오지 않았습니다. 확인한 뒤에 참여합니다."),
        "audit": Phrase(
            en: "A sum was not proven right to this node, so it gives nothing more. `dure ledger "
                + "show` has the finding; ask the coordinator, and tell the other members.",
            ko: "합계가 옳다는 증명을 받지 못해 이 노드는 더는 아무것도 보내지 않습니다. `dure ledger show`에 "
                + "결과가 있습니다. 조정자에게 묻고 다른 참여 기관에 알리십시오."),
        "decision": Phrase(
            en: "This node has not approved the study among these members. See `dure study "
                + "review`.",
            ko: "이 노드는 이 참여 기관들과의 연구를 승인하지 않았습니다. `dure study review`를 보십시오."),
        "federation": Phrase(
            en: "The plan names another federation.", ko: "계획이 다른 연합을 가리킵니다."),
        "accord": Phrase(
            en: "The plan is under another accord than this node signed.",
            ko: "계획의 협약이 이 노드가 서명한 것과 다릅니다."),
        "roster": Phrase(
            en: "The plan is older than the roster that this node has pinned.",
            ko: "계획이 이 노드가 고정한 명부보다 오래되었습니다."),
        "study": Phrase(
            en: "The plan names another study.", ko: "계획이 다른 연구를 가리킵니다."),
        "manifest": Phrase(
            en: "The plan is of another manifest than this node approved.",
            ko: "계획의 명세가 이 노드가 승인한 것과 다릅니다."),
        "suite": Phrase(
            en: "The plan wants another cipher suite than the accord.",
            ko: "계획의 암호 방식이 협약과 다릅니다."),
        "members": Phrase(
            en: "The plan is for other members than the study's.",
            ko: "계획의 참여 기관이 연구의 참여 기관과 다릅니다."),
        "round": Phrase(
            en: "The plan is of a round that this node has released already.",
            ko: "이 노드가 이미 공개한 라운드의 계획입니다."),
        "attempt": Phrase(
            en: "The plan is of an attempt that was begun before. A newer one follows.",
            ko: "이전에 시작된 시도의 계획입니다. 더 새로운 시도가 이어집니다."),
    ]

    private static let contributions: [String: Phrase] = [
        "LearningError": Phrase(
            en: "This node's rows do not fit the study, so nothing left it. `dure study review` "
                + "says what is wrong.",
            ko: "이 노드의 행이 연구와 맞지 않아 아무것도 나가지 않았습니다. `dure study review`가 무엇이 "
                + "잘못되었는지 알려 줍니다."),
        "PrivacyError": Phrase(
            en: "The privacy budget does not allow this round, so nothing left this node. `dure "
                + "privacy budget` shows what is left.",
            ko: "프라이버시 예산이 이 라운드를 허용하지 않아 아무것도 나가지 않았습니다. `dure privacy budget`이 "
                + "남은 예산을 보여 줍니다."),
        "VaultError": Phrase(
            en: "The rules or the vault no longer give the rows out, so nothing left this node. "
                + "`dure study review` says why.",
            ko: "규칙이나 보관소가 더는 행을 내주지 않아 아무것도 나가지 않았습니다. `dure study review`가 "
                + "이유를 알려 줍니다."),
    ]

    private static let otherContribution = Phrase(
        en: "This node could not compute its part, so nothing left it. `dure study review` and "
            + "`dure data show` help to find out why.",
        ko: "이 노드가 자신의 몫을 계산하지 못해 아무것도 나가지 않았습니다. `dure study review`와 `dure data "
            + "show`로 이유를 찾아보십시오.")
}

/// The answers of a node to a study, in words.
package enum AnswerPhrases {
    /// An answer as the JSON of states and events names it; what is none of ours stays as it is.
    package static func text(_ answer: String, _ language: Language) -> String {
        switch answer {
        case "approved": Phrase(en: "approved", ko: "승인").text(language)
        case "pending": Phrase(en: "waits for people", ko: "사람의 승인을 기다림").text(language)
        case "refused": Phrase(en: "refused", ko: "거부").text(language)
        default: answer
        }
    }
}
