import DureCore
import DureFederation
import DureNode

/// What the commands about studies say, beside `CommandPhrases`.
enum StudyPhrases {
    static let asks = Phrase(
        en: "{study} asks, for the purpose {purpose}: {question}",
        ko: "{study} 연구의 질문(목적 {purpose}): {question}")
    static let predicts = Phrase(
        en: "It predicts {target} in the dataset {dataset}; rows that train: {train}; that test: "
            + "{test}.",
        ko: "데이터셋 {dataset}의 {target}을(를) 예측합니다. 학습할 행: {train}, 시험할 행: {test}.")
    static let describes = Phrase(
        en:
            "It describes the dataset {dataset} (rows: {train}), and predicts nothing.",
        ko: "데이터셋 {dataset}을(를) 기술하며(행: {train}) 예측은 하지 않습니다.")
    static let algorithm = Phrase(
        en: "Algorithm: {name}, at most {rounds} rounds, {count} numbers in each sum.",
        ko: "알고리즘: {name}, 최대 {rounds}라운드, 합계마다 수 {count}개.")
    static let group = Phrase(
        en: "With {members} members: {m} must stay for a sum to be opened, {t} shares open it, up "
            + "to {c} may collude with the coordinator. Fewest members {least}, fewest records "
            + "{records}.",
        ko: "참여 기관 {members}곳일 때: 합계를 열려면 {m}곳이 남아야 하고, 몫 {t}개로 열리며, 조정자와 "
            + "공모하는 참여 기관 {c}곳까지 견딥니다. 최소 참여 기관 {least}곳, 최소 기록 {records}건.")
    static let weakGroup = Phrase(
        en: "Weak group: at worst a sum hides only {count} honest members.",
        ko: "약한 집단: 최악의 경우 합계에 숨는 정직한 참여 기관이 {count}곳뿐입니다.")
    static let exact = Phrase(
        en: "Privacy: no noise. The sums are exact, and no epsilon bounds what the model tells.",
        ko: "프라이버시: 잡음 없음. 합계가 정확하며, 모델이 드러내는 것을 엡실론으로 한정할 수 없습니다.")
    static let noisy = Phrase(
        en: "Privacy: {mode}, {guarantee}. Promised epsilon {epsilon}, delta {delta}, noise sigma "
            + "{sigma} in each round, clip {clip}.",
        ko: "프라이버시: {mode}, {guarantee}. 약속한 엡실론 {epsilon}, 델타 {delta}, 라운드마다 잡음 "
            + "시그마 {sigma}, 크기 제한 {clip}.")
    static let coalition = Phrase(
        en:
            "Against the coordinator and colluding members ({c}): epsilon {epsilon} ({accountant}).",
        ko: "조정자와 공모 참여 기관({c}곳)에 대해: 엡실론 {epsilon}({accountant}).")
    static let outsiders = Phrase(
        en: "Against outsiders, if all members stay: epsilon {epsilon} ({accountant}).",
        ko: "모든 참여 기관이 남을 때 외부인에 대해: 엡실론 {epsilon}({accountant}).")
    static let everybody = Phrase(
        en: "Against everybody, even if the aggregation is broken: epsilon {epsilon} "
            + "({accountant}).",
        ko: "집계가 뚫리더라도 모든 상대에 대해: 엡실론 {epsilon}({accountant}).")
    static let sampling = Phrase(
        en: "Each round takes {steps} steps at every member; each record joins a step with the "
            + "probability {batch} / {records}, by itself.",
        ko: "라운드마다 참여 기관은 {steps}단계를 밟고, 각 기록은 단계마다 {batch}/{records}의 확률로 서로 "
            + "독립적으로 뽑힙니다.")
    static let noiseOverUpdate = Phrase(
        en:
            "The noise on the mean of all members is about {percent} % of the longest possible mean.",
        ko: "모든 참여 기관의 평균에 더해지는 잡음은 가능한 가장 긴 평균의 약 {percent} %입니다.")
    static let recordEpsilon = Phrase(
        en: "For one record of a member, which charters and budgets count: epsilon {epsilon}.",
        ko: "규칙과 예산이 세는 기준인 참여 기관의 기록 한 건에 대해: 엡실론 {epsilon}.")
    static let deltaNote = Phrase(
        en: "A member with {count} records or more will refuse: delta must stay below one in its "
            + "records.",
        ko: "기록이 {count}건 이상인 참여 기관은 거부합니다. 델타는 기록 수의 역수보다 작아야 합니다.")
    static let noiseShare = Phrase(
        en: "The noise on one sum is about {percent} % of the largest sum that {records} records "
            + "can make.",
        ko: "한 합계의 잡음은 기록 {records}건이 만들 수 있는 가장 큰 합계의 약 {percent} %입니다.")
    static let drowned = Phrase(
        en: "Warning: noise of this size is likely to drown what the study looks for. Use more "
            + "records, fewer rounds or columns, or a larger epsilon.",
        ko: "경고: 이 정도 잡음은 연구가 찾는 것을 덮어 버릴 가능성이 큽니다. 기록을 늘리거나, 라운드나 열을 "
            + "줄이거나, 더 큰 엡실론을 쓰십시오.")
    static let sound = Phrase(
        en: "The manifest can be proposed. Its hash is {hash}.",
        ko: "이 명세는 제안할 수 있습니다. 해시는 {hash}입니다.")

    static let decides = Phrase(
        en: "This node's rules, now: {answer}", ko: "지금 이 노드의 규칙: {answer}")
    static let notReceived = Phrase(
        en: "The study {study} was fetched from the federation: this node has not received it "
            + "yet. It answers once it runs (`dure up`).",
        ko: "{study} 연구는 연합에서 가져온 것으로, 이 노드는 아직 받지 못했습니다. 노드를 실행하면"
            + "(`dure up`) 답을 보냅니다.")
    static let decided = Phrase(
        en: "{study}: {member} answers: {answer}", ko: "{study}: {member}의 답: {answer}")
    static let failed = Phrase(
        en: "{study} has failed. {reason}", ko: "{study} 연구가 실패했습니다. {reason}")
    static let notFinished = Phrase(
        en: "{study} has no outcome yet: it is {phase}.",
        ko: "{study} 연구에는 아직 결과가 없습니다: {phase}.")
    static let notAssessed = Phrase(
        en: "This node did not take part, or its rules do not let it assess the model.",
        ko: "이 노드는 참여하지 않았거나, 규칙이 모델 평가를 허용하지 않습니다.")
    static let charged = Phrase(
        en: "This node's budget: {charges} charges, {refunds} given back, {unbounded} releases "
            + "without noise; epsilon {epsilon}.",
        ko: "이 노드의 예산: 차감 {charges}건, 반환 {refunds}건, 잡음 없는 공개 {unbounded}건. 엡실론 {epsilon}.")
    static let noStudies = Phrase(en: "There are no studies yet.", ko: "아직 연구가 없습니다.")

    static let study = Phrase(en: "study", ko: "연구")
    static let phase = Phrase(en: "state", ko: "상태")
    static let rounds = Phrase(en: "rounds", ko: "라운드")
    static let members = Phrase(en: "members", ko: "참여 기관")
    static let answers = Phrase(en: "answers", ko: "답")
    static let column = Phrase(en: "column", ko: "열")
    static let unit = Phrase(en: "unit", ko: "단위")
    static let range = Phrase(en: "range", ko: "범위")
    static let measure = Phrase(en: "measure", ko: "측정값")
    static let ownModel = Phrase(en: "own model", ko: "자체 모델")
    static let jointModel = Phrase(en: "joint model", ko: "공동 모델")
    static let tunedModel = Phrase(en: "joint, tuned here", ko: "공동 모델, 자체 조정")
    static let difference = Phrase(en: "difference", ko: "차이")
    static let area = Phrase(en: "AUC", ko: "AUC")
    static let explainedShare = Phrase(en: "R²", ko: "R²")
    static let rootMeanSquaredError = Phrase(en: "RMSE", ko: "RMSE")
    static let accuracy = Phrase(en: "accuracy", ko: "정확도")
    static let member = Phrase(en: "member", ko: "참여 기관")
    static let rows = Phrase(en: "rows", ko: "행")
    static let thisModel = Phrase(en: "this model", ko: "이 모델")
    static let simulate = Phrase(
        en: "Try a study on this machine, on rows that lie together, and show its result.",
        ko: "한 컴퓨터에 모인 행으로 연구를 시험해 보고 결과를 보여 줍니다.")
    static let simulated = Phrase(
        en: "Tried on one machine with seed {seed}: same sums, rounding and noise as in a "
            + "federation, no masks and no network. It protects nobody: all rows lie here.",
        ko: "한 컴퓨터에서 시드 {seed}(으)로 시험했습니다. 합계, 반올림, 잡음은 연합과 같고 마스크와 네트워크는 "
            + "없습니다. 모든 행이 이곳에 있으므로 아무도 보호하지 않습니다.")
    static let simulatedRounds = Phrase(
        en: "{study}: {rounds} rounds; {reason}", ko: "{study}: {rounds}라운드. {reason}")
    static let simulatedSeeds = Phrase(
        en: "Over {count} seeds the mean {score} of the joint model was {mean} on average, from "
            + "{least} to {most}.",
        ko: "시드 {count}개에서 공동 모델의 평균 {score} 값은 평균 {mean}이며 {least}에서 {most} 사이였습니다.")
    static let droppedRows = Phrase(
        en: "{member}: {count} rows were left out for want of target, weight or offset.",
        ko: "{member}: 목표값, 가중치 또는 오프셋이 없어 행 {count}개를 제외했습니다.")
    static let clampedValues = Phrase(
        en: "{member}: {count} values of {column} lie beyond its range and count as its end.",
        ko: "{member}: {column} 열의 값 {count}개가 범위를 벗어나 범위의 끝값으로 계산했습니다.")
    static let undeclaredLevels = Phrase(
        en: "{member}: {count} cells of {column} hold a level that the study does not declare, and "
            + "count as missing.",
        ko: "{member}: {column} 열의 칸 {count}개에 연구가 선언하지 않은 수준이 있어 빠진 값으로 계산했습니다.")
    static let emptyColumn = Phrase(
        en: "{member}: none of {count} rows has a value in {column}. Methods that need every input "
            + "use no row of this member.",
        ko: "{member}: 행 {count}개 가운데 {column} 열에 값이 있는 행이 없습니다. 모든 입력이 필요한 방법은 이 "
            + "기관의 행을 하나도 쓰지 못합니다.")
    static let rounding = Phrase(en: "round {done} of at most {all}", ko: "최대 {all}라운드 중 {done}")
    static let judging = Phrase(
        en: "judging member {done} of {all}", ko: "참여 기관 {all}곳 중 {done} 평가")
    static let train = Phrase(
        en: "Train a model of this node's own rows, under its own rules; nothing leaves.",
        ko: "이 노드의 행으로, 이 노드의 규칙에 따라 모델을 학습합니다. 아무것도 밖으로 나가지 않습니다.")
    static let trained = Phrase(
        en: "The model {study} was trained on {rows} rows in {rounds} rounds and is kept here. "
            + "{reason}",
        ko: "{study} 모델을 행 {rows}개로 {rounds}라운드 학습하여 이곳에 저장했습니다. {reason}")
    static let trainedTested = Phrase(
        en: "Judged on {rows} rows that did not train it:",
        ko: "학습에 쓰지 않은 행 {rows}개로 평가했습니다.")

    /// A study's state or an answer, as the coordinator's JSON names it.
    static func word(_ word: String) -> String {
        let phrase: Phrase? =
            switch word {
            case "proposed": Phrase(en: "proposed", ko: "제안됨")
            case "running": Phrase(en: "running", ko: "진행 중")
            case "finished": Phrase(en: "finished", ko: "완료")
            case "failed": Phrase(en: "failed", ko: "실패")
            default: nil
            }
        return phrase?.text(Speech.language) ?? AnswerPhrases.text(word, Speech.language)
    }
}
