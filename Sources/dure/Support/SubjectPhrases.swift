import DureCore

/// What the commands about persons say.
enum SubjectPhrases {
    static let search = Phrase(
        en: "Show a person's rows in all datasets, to be handed out to that person.",
        ko: "모든 데이터셋에서 한 사람의 행을 보여 줍니다. 본인에게 제공하기 위한 것입니다.")
    static let nobody = Phrase(
        en: "No dataset with a subject column has a row about that person.",
        ko: "정보주체 열이 있는 어떤 데이터셋에도 그 사람의 행이 없습니다.")
    static let found = Phrase(en: "{dataset}: {count} rows", ko: "{dataset}: 행 {count}개")
    static let foundWithdrawn = Phrase(
        en: "{dataset}: {count} rows; the choice was taken back, nothing reads them",
        ko: "{dataset}: 행 {count}개. 동의가 철회되어 아무것도 읽지 않습니다")
    static let withdraw = Phrase(
        en: "Take a person's choice back: from the next read on nothing reads the rows.",
        ko: "한 사람의 동의를 철회합니다. 다음 읽기부터 그 행을 읽지 않습니다.")
    static let withdrawn = Phrase(
        en: "Nothing reads that person's rows in {dataset} from now on.",
        ko: "이제부터 {dataset}에서 그 사람의 행을 읽지 않습니다.")
    static let restore = Phrase(
        en: "Give a choice again that was taken back.", ko: "철회한 동의를 되돌립니다.")
    static let restored = Phrase(
        en: "That person's rows in {dataset} may be read again.",
        ko: "{dataset}에서 그 사람의 행을 다시 읽을 수 있습니다.")
    static let correct = Phrase(
        en: "Correct a value in a person's rows; the dataset has a new version then.",
        ko: "한 사람의 행에서 값을 정정합니다. 데이터셋은 새 판이 됩니다.")
    static let corrected = Phrase(
        en: "{count} rows of {dataset} are corrected.", ko: "{dataset}의 행 {count}개를 정정했습니다.")
    static let erase = Phrase(
        en: "Erase a person's rows, or a whole dataset, and destroy the keys.",
        ko: "한 사람의 행이나 데이터셋 전체를 지우고 키를 파기합니다.")
    static let erased = Phrase(
        en: "{count} rows are erased from {dataset}, and their keys destroyed. A backup of the "
            + "keys would still open a backup of the rows: the erasure is complete on {date}, if "
            + "backups of the folder keys/ are kept for {days} days at most. Ledger entry {index}, "
            + "person {hash}.",
        ko: "{dataset}에서 행 {count}개를 지우고 키를 파기했습니다. 키의 백업으로는 행의 백업을 아직 열 수 "
            + "있습니다. keys/ 폴더의 백업을 {days}일까지만 보관한다면 {date}에 삭제가 완료됩니다. 원장 {index}번, "
            + "정보주체 {hash}.")
    static let erasedAll = Phrase(
        en: "The dataset {dataset} is erased, and its key destroyed. The erasure is complete when "
            + "the last backup of the folder keys/ is gone, after {days} days at most. The privacy "
            + "budget stays.",
        ko: "데이터셋 {dataset}을(를) 지우고 키를 파기했습니다. keys/ 폴더의 마지막 백업이 없어질 때(최대 "
            + "{days}일) 삭제가 완료됩니다. 프라이버시 예산은 그대로입니다.")
    static let studiesBefore = Phrase(
        en: "These studies had read the dataset before, and what they learnt stays: {studies}.",
        ko: "이 연구들은 이전에 데이터셋을 읽었으며 배운 것은 그대로 남습니다: {studies}.")
    static let expire = Phrase(
        en: "Destroy the keys of datasets whose last day is over.",
        ko: "보유 기한이 지난 데이터셋의 키를 파기합니다.")
    static let expired = Phrase(
        en: "The dataset {dataset} has expired; its key is destroyed.",
        ko: "데이터셋 {dataset}의 보유 기한이 지나 키를 파기했습니다.")
    static let nothingExpired = Phrase(
        en: "No dataset's last day is over.", ko: "보유 기한이 지난 데이터셋이 없습니다.")
    static let rotate = Phrase(
        en: "Give a dataset a new key and destroy the old one.",
        ko: "데이터셋에 새 키를 주고 옛 키를 파기합니다.")
    static let rotated = Phrase(
        en: "The dataset {dataset} has a new key.", ko: "데이터셋 {dataset}의 키를 바꾸었습니다.")
}
