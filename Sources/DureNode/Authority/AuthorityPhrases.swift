package import DureCore

extension AuthorityError {
    /// What happened and what to do, for a person.
    ///
    /// Values are filled in by ``text(_:)``.
    var phrase: Phrase {
        switch self {
        case .tokenMalformed, .tokenUnknown, .tokenUsed, .tokenExpired, .tokenForOtherMember,
            .tokensExhausted:
            tokenPhrase
        case .certificateForeign, .certificateExpired, .certificateNotYetValid,
            .certificateForOtherRole, .certificateMalformed, .issuerExpired:
            certificatePhrase
        default:
            otherPhrase
        }
    }

    /// The sentence in a language, with its values.
    package func text(_ language: Language) -> String {
        switch self {
        case .tokenUsed(let member), .tokenExpired(let member), .tokenForOtherMember(let member):
            phrase.text(language, ["member": member.text])
        case .tokensExhausted(let limit):
            phrase.text(language, ["limit": String(limit)])
        case .certificateExpired(let date), .certificateNotYetValid(let date),
            .issuerExpired(let date):
            phrase.text(language, ["date": date.description])
        case .fileMissing(let path), .fileMalformed(let path):
            phrase.text(language, ["path": path])
        default:
            phrase.text(language)
        }
    }

    private var tokenPhrase: Phrase {
        switch self {
        case .tokenMalformed:
            Phrase(
                en: "This is not an invitation token. Copy the whole line that begins dure1:",
                ko: "초대 토큰이 아닙니다. dure1: 로 시작하는 줄 전체를 복사하세요.")
        case .tokenUsed:
            Phrase(
                en: "The token for {member} was already used. Ask the federation for a new one.",
                ko: "{member}의 토큰은 이미 사용되었습니다. 연합에 새 토큰을 요청하세요.")
        case .tokenExpired:
            Phrase(
                en: "The token for {member} has expired. Ask the federation for a new one.",
                ko: "{member}의 토큰이 만료되었습니다. 연합에 새 토큰을 요청하세요.")
        case .tokenForOtherMember:
            Phrase(
                en: "The token was not made for {member}. Use the name it was issued for.",
                ko: "이 토큰은 {member}용이 아닙니다. 토큰이 발급된 이름을 사용하세요.")
        case .tokensExhausted:
            Phrase(
                en: "{limit} tokens are open already. Wait for some to be used or to expire.",
                ko: "이미 토큰 {limit}개가 열려 있습니다. 사용되거나 만료될 때까지 기다리세요.")
        default:
            Phrase(
                en: "The federation does not know this token. Ask it for a new one.",
                ko: "연합이 이 토큰을 알지 못합니다. 새 토큰을 요청하세요.")
        }
    }

    private var certificatePhrase: Phrase {
        switch self {
        case .certificateExpired:
            Phrase(
                en: "The certificate expired at {date}. Renew it, or enrol with a new token.",
                ko: "인증서가 {date}에 만료되었습니다. 갱신하거나 새 토큰으로 다시 등록하세요.")
        case .certificateNotYetValid:
            Phrase(
                en: "The certificate is valid only from {date}. Check the clocks of both machines.",
                ko: "인증서는 {date}부터 유효합니다. 두 기기의 시계를 확인하세요.")
        case .certificateForOtherRole:
            Phrase(
                en: "The certificate was issued for another role (member or server).",
                ko: "다른 역할(참여 기관 또는 서버)로 발급된 인증서입니다.")
        case .certificateMalformed:
            Phrase(
                en: "The certificate cannot be read, or was not issued by Dure. Enrol again.",
                ko: "인증서를 읽을 수 없거나 두레가 발급한 것이 아닙니다. 다시 등록하세요.")
        case .issuerExpired:
            Phrase(
                en: "The issuing certificate expired at {date}. Renew it with the root key.",
                ko: "발급 인증서가 {date}에 만료되었습니다. 루트 키로 갱신하세요.")
        default:
            Phrase(
                en: "The other side does not belong to this federation. Check address and token.",
                ko: "상대가 이 연합에 속하지 않습니다. 주소와 토큰을 확인하세요.")
        }
    }

    private var otherPhrase: Phrase {
        switch self {
        case .requestForged, .answerForged:
            Phrase(
                en:
                    "Somebody stands between member and federation. Nothing was issued; ask for help.",
                ko: "참여 기관과 연합 사이에 누군가 끼어 있습니다. 발급되지 않았으니 담당자에게 알리세요.")
        case .requestMalformed, .answerMalformed:
            Phrase(
                en: "The other side speaks another version of Dure. Update both and try again.",
                ko: "상대가 다른 버전의 두레를 사용합니다. 양쪽을 업데이트하고 다시 시도하세요.")
        case .economyOther:
            Phrase(
                en: "The federation invited this member for another economy than this node's "
                    + "settings name (economy in node.toml). The token is still good. Ask for one "
                    + "with the right --economy, or make the home again with `dure init`.",
                ko: "연합이 초대한 경제체가 이 노드의 설정(node.toml의 economy)과 다릅니다. 토큰은 아직 "
                    + "유효합니다. 올바른 --economy로 만든 토큰을 요청하거나 `dure init`으로 홈을 다시 "
                    + "만드십시오.")
        case .memberKnown:
            Phrase(
                en: "A member of that name has enrolled already, and until the first study is "
                    + "proposed no key is replaced. The token is still good. Use the home that "
                    + "enrolled, or ask for a token for another name.",
                ko: "같은 이름의 참여 기관이 이미 등록했으며, 첫 연구가 제안되기 전에는 키를 바꾸지 않습니다. "
                    + "토큰은 아직 유효합니다. 등록한 홈을 쓰거나 다른 이름의 토큰을 요청하십시오.")
        case .fileMissing:
            Phrase(
                en: "{path} is missing. Restore it from a backup.",
                ko: "{path} 파일이 없습니다. 백업에서 복원하세요.")
        case .fileMalformed:
            Phrase(
                en: "{path} is damaged. Restore it from a backup.",
                ko: "{path} 파일이 손상되었습니다. 백업에서 복원하세요.")
        default:
            Phrase(
                en: "The authority could not finish. Nothing was issued; try again.",
                ko: "인증 기관이 작업을 마치지 못했습니다. 발급되지 않았으니 다시 시도하세요.")
        }
    }
}
