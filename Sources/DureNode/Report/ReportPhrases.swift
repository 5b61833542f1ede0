internal import DureCore

/// What the report says to people: headings, figures, tables.
///
/// Names of members stand where Korean needs no particle. What the report promises is in
/// ``ReportPromises``.
enum ReportPhrases {
    // MARK: The page

    static let title = Phrase(
        en: "What joining brought to each member", ko: "함께 배워 기관마다 얻은 것")
    static let kind = Phrase(en: "Report of a demonstration", ko: "시연 보고서")
    static let skip = Phrase(en: "Skip to the content", ko: "본문으로 바로 가기")
    static let contents = Phrase(en: "Contents", ko: "차례")
    static let date = Phrase(en: "Date", ko: "날짜")
    static let members = Phrase(en: "Members", ko: "참여 기관")
    static let rows = Phrase(en: "Rows", ko: "자료")
    static let rowsText = Phrase(
        en: "{train} to learn from, {test} to test on", ko: "학습용 {train}행, 시험용 {test}행")
    static let program = Phrase(en: "Made by {program}", ko: "작성 프로그램: {program}")

    // MARK: Sections

    static let summary = Phrase(en: "What came out", ko: "결과 요약")
    static let areas = Phrase(en: "How well each model foretells", ko: "모델별 예측 성능")
    static let curves = Phrase(en: "ROC curves", ko: "ROC 곡선")
    static let decisions = Phrase(en: "What each charter decided", ko: "기관별 헌장의 결정")
    static let privacy = Phrase(en: "Privacy spent and left", ko: "사용한 개인정보 보호 예산")
    static let convergence = Phrase(en: "How the studies settled", ko: "학습의 수렴")
    static let traffic = Phrase(en: "What left each node", ko: "노드 밖으로 나간 것")
    static let promises = Phrase(en: "What this promises, and what not", ko: "보장하는 것과 아닌 것")
    static let again = Phrase(en: "How to repeat it", ko: "다시 실행하는 방법")

    // MARK: Models

    static let own = Phrase(en: "Own model", ko: "자체 모델")
    static let joint = Phrase(en: "Joint", ko: "공동 모델")
    static let noisy = Phrase(en: "Joint, ε = {epsilon}", ko: "공동, ε = {epsilon}")
    static let modelsExplained = Phrase(
        en: """
            The own model is what a member learns from its own rows alone. The joint model is \
            learnt from all members' rows by sums that show no single member's part.
            """,
        ko: """
            자체 모델은 기관이 자기 자료만으로 학습한 모델입니다. 공동 모델은 어느 한 기관의 몫도 드러내지 \
            않는 합계만으로 모든 기관의 자료에서 학습한 모델입니다.
            """)
    static let modelsExplainedNoise = Phrase(
        en: "With ε = {epsilon}, noise in every sum also hides each single record's part.",
        ko: "ε = {epsilon} 모델은 모든 합계에 잡음을 더해 기록 하나하나의 몫까지 가립니다.")

    // MARK: Summary

    static let meansWithout = Phrase(
        en: """
            Means leave out members whose test rows are too few or too alike to judge by: \
            {members}.
            """,
        ko: "평균에는 시험 자료가 너무 적거나 한쪽에 치우쳐 판단할 수 없는 기관을 뺐습니다({members}).")
    static let meanOwn = Phrase(
        en: "Mean {score}, own models", ko: "평균 {score}, 자체 모델")
    static let meanJoint = Phrase(
        en: "Mean {score}, joint model", ko: "평균 {score}, 공동 모델")
    static let meanNoisy = Phrase(
        en: "Mean {score}, joint with ε = {epsilon}", ko: "평균 {score}, 공동 ε = {epsilon}")
    static let sentMost = Phrase(en: "Left a node, at most", ko: "노드 밖으로 나간 양, 최대")
    static let accuracyMeans = Phrase(
        en: """
            Accuracy says less: over the members it is {own} on average with their own models and \
            {joint} with the joint one, and where most rows have one answer, foretelling that \
            answer for all scores well.
            """,
        ko: """
            정확도로는 판단하기 어렵습니다. 참여 기관 평균 정확도는 자체 모델 {own}, 공동 모델 \
            {joint}이며, 대부분이 같은 답인 기관에서는 모두 그 답으로 예측해도 높게 나옵니다.
            """)
    static let exactStudy = Phrase(en: "Exact sums, no noise", ko: "정확한 합계, 잡음 없음")
    static let noisyStudy = Phrase(en: "With noise, ε = {epsilon}", ko: "잡음 추가, ε = {epsilon}")
    static let notHelped = Phrase(
        en: "Where joining did not help, or where that cannot be shown",
        ko: "참여가 도움이 되지 않았거나 확인되지 않은 곳")
    static let notHelpedNone = Phrase(
        en: "Joining helped every member.", ko: "모든 기관에 도움이 되었습니다.")
    static let helped = Phrase(en: "Where joining helped", ko: "참여가 도움이 된 곳")
    static let resultsCaption = Phrase(
        en: "{score} on each member's own test rows, own model against the exact joint model",
        ko: "기관별 시험 자료의 {score}: 자체 모델과 잡음 없는 공동 모델")

    // MARK: Columns

    static let member = Phrase(en: "Member", ko: "참여 기관")
    static let model = Phrase(en: "Model", ko: "모델")
    static let interval = Phrase(en: "95 % interval", ko: "95 % 구간")
    static let accuracy = Phrase(en: "Accuracy", ko: "정확도")
    static let logLoss = Phrase(en: "Log loss", ko: "로그 손실")
    static let brier = Phrase(en: "Brier score", ko: "브라이어 점수")
    static let difference = Phrase(en: "Difference (95 % interval)", ko: "차이 (95 % 구간)")
    static let didItHelp = Phrase(en: "Did joining help?", ko: "도움이 되었는가")
    static let study = Phrase(en: "Study", ko: "연구")
    static let decision = Phrase(en: "Decision", ko: "결정")
    static let reasons = Phrase(en: "Reasons", ko: "이유")
    static let mode = Phrase(en: "Mode", ko: "방식")
    static let roundCount = Phrase(en: "Rounds", ko: "라운드 수")
    static let round = Phrase(en: "Round", ko: "라운드")
    static let accountant = Phrase(en: "Accountant", ko: "계산 방법")
    static let sigma = Phrase(en: "Noise σ", ko: "잡음 σ")
    static let clip = Phrase(en: "Clip", ko: "절단 한도")
    static let spent = Phrase(en: "ε spent", ko: "사용한 ε")
    static let left = Phrase(en: "ε left", ko: "남은 ε")
    static let limit = Phrase(en: "ε limit", ko: "ε 한도")
    static let sent = Phrase(en: "Bytes out", ko: "나간 바이트")
    static let ledger = Phrase(en: "Ledger", ko: "원장")
    static let entries = Phrase(en: "Entries", ko: "항목 수")
    static let falsePositives = Phrase(en: "Called 1 wrongly", ko: "잘못 1로 본 비율")

    // MARK: Values

    static let verdictYes = Phrase(en: "Yes", ko: "예")
    static let verdictNone = Phrase(en: "Not shown", ko: "확인 안 됨")
    static let verdictHurt = Phrase(en: "No, worse", ko: "아니요, 나빠짐")
    static let verdictUnjudged = Phrase(en: "Cannot be judged", ko: "판단 불가")
    static let allowed = Phrase(en: "Took part", ko: "참여")
    static let refused = Phrase(en: "Refused", ko: "거절")
    static let verified = Phrase(en: "Verified", ko: "검증됨")
    static let notVerified = Phrase(en: "Not verified", ko: "검증 안 됨")
    static let notMeasured = Phrase(en: "not measured", ko: "측정 없음")
    static let noNoise = Phrase(en: "none", ko: "없음")
    static let trainTest = Phrase(
        en: "{economy} · {train} / {test} rows", ko: "{economy} · {train} / {test}행")
    static let budgetText = Phrase(
        en: "{spent} of {limit} spent", ko: "{limit} 중 {spent} 사용")

    // MARK: Figures

    static let dataTable = Phrase(en: "The figures as a table", ko: "표로 보기")
    static let areaNote = Phrase(
        en: """
            AUC is the chance that a row whose answer is 1 is ranked above one whose answer is 0: \
            0.5 is a coin, 1 is perfect.
            """,
        ko: """
            AUC는 답이 1인 행을 답이 0인 행보다 높게 평가할 확률입니다. 0.5는 동전 던지기, 1은 완벽한 \
            판별입니다.
            """)
    static let accuracyNote = Phrase(
        en: "Accuracy is the share of rows whose answer was foretold.",
        ko: "정확도는 답을 맞힌 행의 비율입니다.")
    static let explainedNote = Phrase(
        en: """
            R² is the share of the variance that the model explains: 1 is perfect, 0 is no better \
            than foretelling the mean, below 0 is worse.
            """,
        ko: """
            R²는 모델이 설명하는 분산의 비율입니다. 1은 완벽하고, 0은 평균을 답하는 것과 같으며, 0보다 \
            작으면 그보다 못합니다.
            """)
    static let intervalNote = Phrase(
        en: """
            Marks are the value, lines the 95 % interval from resampling the test rows; training \
            was not repeated.
            """,
        ko: """
            기호는 값, 선은 시험 자료를 다시 뽑아 구한 95 % 구간이며 학습은 반복하지 않았습니다.
            """)
    static let areaFigure = Phrase(
        en: "{member}: {score} of the models", ko: "{member}: 모델별 {score}")
    static let areaCaption = Phrase(en: "Measures of every model", ko: "모든 모델의 측정값")
    static let intervalText = Phrase(
        en: "{model}: {value}, from {lower} to {upper}.", ko: "{model}: {value}, {lower} ~ {upper}."
    )
    static let missingText = Phrase(en: "{model}: not measured.", ko: "{model}: 측정 없음.")
    static let curveNote = Phrase(
        en: """
            Across: the share of rows with answer 0 that are called 1. Up: the share of rows with \
            answer 1 that are found. A curve nearer the upper left corner is better; the thin \
            diagonal is a coin.
            """,
        ko: """
            가로축은 답이 0인데 1로 본 비율, 세로축은 답이 1인 행을 찾아낸 비율입니다. 곡선이 왼쪽 위에 \
            가까울수록 좋으며, 가는 대각선은 동전 던지기입니다.
            """)
    static let curveFigure = Phrase(en: "{member}: ROC curves", ko: "{member}: ROC 곡선")
    static let curveText = Phrase(
        en: "At {share} called 1 wrongly, {model} finds {found}.",
        ko: "잘못 1로 본 비율이 {share}일 때 {model}의 발견 비율은 {found}입니다.")
    static let curveCaption = Phrase(
        en: "{member}: share of the rows with answer 1 that are found",
        ko: "{member}: 답이 1인 행을 찾아낸 비율")
    static let convergenceNoteChange = Phrase(
        en: """
            How far the coefficients moved in each round (L2 norm). With exact sums the steps die \
            away; with noise they cannot fall below the noise.
            """,
        ko: """
            라운드마다 계수가 움직인 거리(L2 노름)입니다. 정확한 합계에서는 점점 사라지고, 잡음이 있으면 \
            잡음 수준 아래로 내려가지 않습니다.
            """)
    static let convergenceNoteLoss = Phrase(
        en: "The mean loss after each round, in nats.", ko: "라운드 뒤의 평균 손실(단위: nat)입니다.")
    static let convergenceFigure = Phrase(
        en: "{study}: {measure} by round", ko: "{study}: 라운드별 {measure}")
    static let convergenceText = Phrase(
        en: "From {first} in round {start} to {last} in round {end}.",
        ko: "{start}라운드의 {first}에서 {end}라운드의 {last}까지.")
    static let change = Phrase(en: "Change", ko: "변화량")
    static let loss = Phrase(en: "Loss", ko: "손실")
    static let logarithmic = Phrase(en: "Equal steps are equal factors.", ko: "로그 눈금입니다.")
    static let budgetNote = Phrase(
        en: """
            Each owner sets a limit, and its node refuses what would pass it. Studies without \
            noise spend no ε because they have no guarantee that could be counted, not because \
            they are safer.
            """,
        ko: """
            기관마다 한도를 정하고, 한도를 넘는 연구는 노드가 거절합니다. 잡음이 없는 연구가 ε를 쓰지 않는 \
            까닭은 더 안전해서가 아니라 셀 수 있는 보장이 없기 때문입니다.
            """)
    static let budgetFigure = Phrase(
        en: "{member}: ε {spent} of {limit} spent, {left} left",
        ko: "{member}: ε {limit} 중 {spent} 사용, {left} 남음")
    static let budgetFigureDescription = Phrase(
        en: "The filled part of the bar is spent, the empty part is left.",
        ko: "막대의 채운 부분이 사용한 양, 빈 부분이 남은 양입니다.")
    static let budgetCaption = Phrase(en: "Privacy budget of every owner", ko: "기관별 개인정보 보호 예산")
    static let settingsCaption = Phrase(en: "Privacy of the studies", ko: "연구별 개인정보 보호 설정")
    static let decisionsCaption = Phrase(
        en: "Decisions of the members' charters", ko: "연구별 참여 여부와 이유")
    static let trafficCaption = Phrase(
        en: "Bytes out and state of the ledgers", ko: "나간 바이트와 원장 상태")
    static let trafficNote = Phrase(
        en: """
            All that was sent: masked numbers, keys, signatures. Every study, decision and sum is \
            an entry in the member's own ledger, whose signed root was checked.
            """,
        ko: """
            보낸 것은 가린 숫자, 공개 키, 서명입니다. 모든 연구와 결정과 합계는 기관의 원장에 항목으로 \
            남으며, 서명된 뿌리와 맞는지 확인했습니다.
            """)
    static let againNote = Phrase(
        en: """
            The data, the studies and the charters come with the program. Exact results are the \
            same to the last digit; results with noise differ a little each time, as they must.
            """,
        ko: """
            자료와 연구와 헌장은 프로그램에 들어 있습니다. 잡음이 없는 결과는 마지막 자리까지 같고, 잡음이 \
            있는 결과는 그 성질상 매번 조금씩 다릅니다.
            """)
    static let source = Phrase(en: "Data", ko: "자료")
}
