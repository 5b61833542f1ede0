internal import DureCore

/// What the node says about its keys.
extension NodePhrases {
    static let homeInUse = Phrase(
        en: "The home {path} is open in another process. Stop the node (`dure up`) and other "
            + "commands, then change the root key; it takes seconds.",
        ko: "다른 프로세스가 {path} 홈을 열고 있습니다. 노드(`dure up`)와 다른 명령을 멈춘 뒤 루트 키를 "
            + "바꾸십시오. 몇 초면 됩니다.")
    static let noCredentialSealer = Phrase(
        en: "This machine has no systemd-creds, so nothing was written. Use --secret-out FILE, and "
            + "on the node's machine: systemd-creds encrypt --name=NAME FILE SEALED; then destroy "
            + "FILE.",
        ko: "이 기계에 systemd-creds가 없어 아무것도 쓰지 않았습니다. --secret-out 파일을 쓰고, 노드의 "
            + "기계에서 systemd-creds encrypt --name=이름 파일 봉인파일을 실행한 다음 파일을 파기하십시오.")
    static let credentialNotSealed = Phrase(
        en: "systemd-creds did not seal {path}; nothing was added. What it said stands above.",
        ko: "systemd-creds가 {path}을(를) 봉인하지 못해 아무것도 추가하지 않았습니다. 프로그램이 한 말은 위에 "
            + "있습니다.")
}

extension NodeError {
    func keyText(_ language: Language) -> String {
        switch self {
        case .alreadyRunning(let path, let process):
            NodePhrases.alreadyRunning.text(
                language, ["path": path, "process": process.map { " (\($0))" } ?? ""])
        case .homeInUse(let path): NodePhrases.homeInUse.text(language, ["path": path])
        case .noCredentialSealer: NodePhrases.noCredentialSealer.text(language)
        case .credentialNotSealed(let path):
            NodePhrases.credentialNotSealed.text(language, ["path": path])
        default: preconditionFailure("the caller hands over these cases alone")
        }
    }
}
