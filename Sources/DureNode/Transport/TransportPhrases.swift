package import DureCore

extension TransportError {
    /// The sentence in a language, with its values: what happened and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .connectionRefused(let host, let port), .timedOut(let host, let port),
            .portInUse(let host, let port), .portDenied(let host, let port):
            phrase.text(language, ["host": host, "port": String(port)])
        case .hostUnknown(let host), .addressUnavailable(let host):
            phrase.text(language, ["host": host])
        case .peerUntrusted(let error), .refused(.certificate(let error)):
            error.text(language)
        case .frameTooLarge(let byteCount, let limit):
            phrase.text(language, ["count": String(byteCount), "limit": String(limit)])
        case .peerSilent(let seconds):
            phrase.text(language, ["seconds": String(seconds)])
        case .failed(let number):
            phrase.text(language, ["number": String(number)])
        default:
            phrase.text(language)
        }
    }

    private var phrase: Phrase {
        switch self {
        case .connectionRefused, .hostUnknown, .timedOut, .portInUse, .portDenied,
            .addressUnavailable:
            addressPhrase
        case .refused(let refusal):
            refusal.phrase
        default:
            connectionPhrase
        }
    }

    private var addressPhrase: Phrase {
        switch self {
        case .connectionRefused:
            Phrase(
                en: "Nobody listens at {host}:{port}. Check the address and that Dure runs there.",
                ko: "{host}:{port}에서 응답하는 프로그램이 없습니다. 주소와 두레 실행 여부를 확인하세요.")
        case .hostUnknown:
            Phrase(
                en: "The name {host} has no address. Check its spelling and the name service.",
                ko: "{host}의 주소를 찾을 수 없습니다. 철자와 이름 서비스를 확인하세요.")
        case .timedOut:
            Phrase(
                en: "{host}:{port} did not answer in time. Check firewalls in between.",
                ko: "{host}:{port}이(가) 제때 응답하지 않습니다. 중간의 방화벽을 확인하세요.")
        case .portInUse:
            Phrase(
                en: "Port {port} on {host} is in use. Stop the other program or choose another.",
                ko: "{host}의 {port} 포트가 사용 중입니다. 다른 프로그램을 멈추거나 포트를 바꾸세요.")
        case .portDenied:
            Phrase(
                en: "This user may not listen on port {port} of {host}. Choose one above 1023.",
                ko: "이 사용자는 {host}의 {port} 포트를 열 수 없습니다. 1023보다 큰 포트를 고르세요.")
        default:
            Phrase(
                en: "{host} is not an address of this machine.",
                ko: "{host}은(는) 이 기기의 주소가 아닙니다.")
        }
    }

    private var connectionPhrase: Phrase {
        switch self {
        case .handshakeFailed:
            Phrase(
                en: "No secure connection could be made. Is something inspecting the traffic?",
                ko: "보안 연결을 맺지 못했습니다. 중간에서 통신을 검사하는 장비가 있나요?")
        case .protocolMismatch:
            Phrase(
                en: "The other side is not a Dure node of this version.",
                ko: "상대가 이 버전의 두레 노드가 아닙니다.")
        case .frameTooLarge:
            Phrase(
                en: "A frame of {count} bytes came; {limit} is the most. The connection is closed.",
                ko: "{count}바이트 프레임이 왔습니다. 최대는 {limit}바이트입니다. 연결을 닫습니다.")
        case .peerSilent:
            Phrase(
                en: "The other side was silent for {seconds} seconds and counts as gone.",
                ko: "상대가 {seconds}초 동안 응답하지 않아 끊긴 것으로 봅니다.")
        case .connectionLost:
            Phrase(
                en: "The connection was cut off.",
                ko: "연결이 갑자기 끊어졌습니다.")
        case .connectionClosed:
            Phrase(
                en: "The connection is closed.",
                ko: "연결이 닫혔습니다.")
        default:
            Phrase(
                en: "The network failed (system error {number}).",
                ko: "네트워크 오류가 발생했습니다(시스템 오류 {number}).")
        }
    }
}

extension TransportRefusal {
    fileprivate var phrase: Phrase {
        switch self {
        case .certificateAbsent:
            Phrase(
                en: "This node has no certificate of the federation. Enrol with a token first.",
                ko: "이 노드에는 연합 인증서가 없습니다. 먼저 토큰으로 등록하세요.")
        case .busy:
            Phrase(
                en: "The server has as many connections as it can hold. Try again later.",
                ko: "서버의 연결이 가득 찼습니다. 나중에 다시 시도하세요.")
        default:
            Phrase(
                en: "The server does not know this request. Update both sides.",
                ko: "서버가 이 요청을 알지 못합니다. 양쪽을 업데이트하세요.")
        }
    }
}
