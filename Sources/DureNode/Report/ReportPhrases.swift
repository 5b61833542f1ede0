internal import DureCore

/// What the report says to people: headings, figures, tables.
///
/// Names of hospitals stand where Korean needs no particle. What the report promises is in
/// ``ReportPromises``.
enum ReportPhrases {
    // MARK: The page

    static let title = Phrase(
        en: "What joining brought to each hospital", ko: "함께 배워 병원마다 얻은 것")
    static let kind = Phrase(en: "Report of a demonstration", ko: "시연 보고서")
    static let skip = Phrase(en: "Skip to the content", ko: "본문으로 바로 가기")
    static let contents = Phrase(en: "Contents", ko: "차례")
    static let date = Phrase(en: "Date", ko: "날짜")
    static let hospitals = Phrase(en: "Hospitals", ko: "병원")
    static let rows = Phrase(en: "Patients", ko: "환자")
    static let rowsText = Phrase(
        en: "{train} to learn from, {test} to test on", ko: "학습용 {train}명, 시험용 {test}명")
    static let program = Phrase(en: "Made by {program}", ko: "작성 프로그램: {program}")

    // MARK: Sections

    static let summary = Phrase(en: "What came out", ko: "결과 요약")
    static let areas = Phrase(en: "How well each model ranks patients", ko: "모델별 판별 성능")
    static let curves = Phrase(en: "ROC curves", ko: "ROC 곡선")
    static let decisions = Phrase(en: "What each charter decided", ko: "병원 헌장의 결정")
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
            The own model is what a hospital learns from its own patients alone. The joint model \
            is learnt from all hospitals' patients by sums that show no single hospital's part.
            """,
        ko: """
            자체 모델은 병원이 자기 환자 자료만으로 학습한 모델입니다. 공동 모델은 어느 한 병원의 몫도 \
            드러내지 않는 합계만으로 모든 병원의 자료에서 학습한 모델입니다.
            """)
    static let modelsExplainedNoise = Phrase(
        en: "With ε = {epsilon}, noise in every sum also hides each single patient's part.",
        ko: "ε = {epsilon} 모델은 모든 합계에 잡음을 더해 환자 한 사람 한 사람의 몫까지 가립니다.")

    // MARK: Summary

    static let meansWithout = Phrase(
        en: """
            Means leave out hospitals whose test patients are too few or too alike to judge by: \
            {hospitals}.
            """,
        ko: "평균에는 시험 환자가 너무 적거나 한쪽에 치우쳐 판단할 수 없는 병원을 뺐습니다({hospitals}).")
    static let areaMeanOwn = Phrase(en: "Mean AUC, own models", ko: "평균 AUC, 자체 모델")
    static let areaMeanJoint = Phrase(en: "Mean AUC, joint model", ko: "평균 AUC, 공동 모델")
    static let areaMeanNoisy = Phrase(
        en: "Mean AUC, joint with ε = {epsilon}", ko: "평균 AUC, 공동 ε = {epsilon}")
    static let sentMost = Phrase(en: "Left a node, at most", ko: "노드 밖으로 나간 양, 최대")
    static let accuracyMeans = Phrase(
        en: """
            Accuracy says less: over the members it is {own} on average with their own models and \
            {joint} with the joint one, and where most patients are ill, calling everyone ill \
            scores well.
            """,
        ko: """
            정확도로는 판단하기 어렵습니다. 참여 기관 평균 정확도는 자체 모델 {own}, 공동 모델 \
            {joint}이며, 환자 대부분이 병이 있는 병원에서는 모두를 환자로 예측해도 높게 나옵니다.
            """)
    static let exactStudy = Phrase(en: "Exact sums, no noise", ko: "정확한 합계, 잡음 없음")
    static let noisyStudy = Phrase(en: "With noise, ε = {epsilon}", ko: "잡음 추가, ε = {epsilon}")
    static let notHelped = Phrase(
        en: "Where joining did not help, or where that cannot be shown",
        ko: "참여가 도움이 되지 않았거나 확인되지 않은 곳")
    static let notHelpedNone = Phrase(
        en: "Joining helped every hospital.", ko: "모든 병원에 도움이 되었습니다.")
    static let helped = Phrase(en: "Where joining helped", ko: "참여가 도움이 된 곳")
    static let resultsCaption = Phrase(
        en: "AUC on each hospital's own test patients, own model against the exact joint model",
        ko: "병원별 시험 환자의 AUC: 자체 모델과 잡음 없는 공동 모델")

    // MARK: Columns

    static let hospital = Phrase(en: "Hospital", ko: "병원")
    static let model = Phrase(en: "Model", ko: "모델")
    static let area = Phrase(en: "AUC", ko: "AUC")
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
    static let falsePositives = Phrase(en: "Called ill wrongly", ko: "잘못 환자로 본 비율")

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
        en: "{economy} · {train} / {test} patients", ko: "{economy} · 환자 {train} / {test}명")
    static let budgetText = Phrase(
        en: "{spent} of {limit} spent", ko: "{limit} 중 {spent} 사용")

    // MARK: Figures

    static let dataTable = Phrase(en: "The figures as a table", ko: "표로 보기")
    static let areaNote = Phrase(
        en: """
            AUC is the chance that a patient with the disease is ranked above one without: 0.5 is \
            a coin, 1 is perfect. Marks are the value, lines the 95 % interval from resampling \
            the test patients; training was not repeated.
            """,
        ko: """
            AUC는 병이 있는 환자를 병이 없는 환자보다 높게 평가할 확률입니다. 0.5는 동전 던지기, 1은 \
            완벽한 판별입니다. 기호는 값, 선은 시험 환자를 다시 뽑아 구한 95 % 구간이며 학습은 반복하지 \
            않았습니다.
            """)
    static let areaFigure = Phrase(en: "{hospital}: AUC of the models", ko: "{hospital}: 모델별 AUC")
    static let areaCaption = Phrase(en: "Measures of every model", ko: "모든 모델의 측정값")
    static let intervalText = Phrase(
        en: "{model}: {value}, from {lower} to {upper}.", ko: "{model}: {value}, {lower} ~ {upper}."
    )
    static let missingText = Phrase(en: "{model}: not measured.", ko: "{model}: 측정 없음.")
    static let curveNote = Phrase(
        en: """
            Across: the share of people without the disease who are called ill. Up: the share of \
            people with the disease who are found. A curve nearer the upper left corner is \
            better; the thin diagonal is a coin.
            """,
        ko: """
            가로축은 병이 없는데 환자로 본 비율, 세로축은 병이 있는 환자를 찾아낸 비율입니다. 곡선이 왼쪽 \
            위에 가까울수록 좋으며, 가는 대각선은 동전 던지기입니다.
            """)
    static let curveFigure = Phrase(en: "{hospital}: ROC curves", ko: "{hospital}: ROC 곡선")
    static let curveText = Phrase(
        en: "At {share} called ill wrongly, {model} finds {found}.",
        ko: "잘못 환자로 본 비율이 {share}일 때 {model}의 발견 비율은 {found}입니다.")
    static let curveCaption = Phrase(
        en: "{hospital}: share of the ill who are found", ko: "{hospital}: 찾아낸 환자의 비율")
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
        en: "{hospital}: ε {spent} of {limit} spent, {left} left",
        ko: "{hospital}: ε {limit} 중 {spent} 사용, {left} 남음")
    static let budgetFigureDescription = Phrase(
        en: "The filled part of the bar is spent, the empty part is left.",
        ko: "막대의 채운 부분이 사용한 양, 빈 부분이 남은 양입니다.")
    static let budgetCaption = Phrase(en: "Privacy budget of every owner", ko: "기관별 개인정보 보호 예산")
    static let settingsCaption = Phrase(en: "Privacy of the studies", ko: "연구별 개인정보 보호 설정")
    static let decisionsCaption = Phrase(
        en: "Decisions of the hospitals' charters", ko: "연구별 참여 여부와 이유")
    static let trafficCaption = Phrase(
        en: "Bytes out and state of the ledgers", ko: "나간 바이트와 원장 상태")
    static let trafficNote = Phrase(
        en: """
            All that was sent: masked numbers, keys, signatures. Every study, decision and sum is \
            an entry in the hospital's own ledger, whose signed root was checked.
            """,
        ko: """
            보낸 것은 가린 숫자, 공개 키, 서명입니다. 모든 연구와 결정과 합계는 병원의 원장에 항목으로 \
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
