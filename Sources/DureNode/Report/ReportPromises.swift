internal import DureCore

/// What the report promises of the demonstration, and what it does not.
enum ReportPromises {
    static let kept = Phrase(en: "What holds", ko: "보장하는 것")
    static let notKept = Phrase(en: "What does not", ko: "보장하지 않는 것")

    static let charter = Phrase(
        en: """
            Each member's own charter decided whether it took part, and its node kept the \
            decision in its ledger.
            """,
        ko: "참여 여부는 기관마다 자기 헌장으로 결정했고, 그 결정은 노드의 원장에 남았습니다.")
    static let sums = Phrase(
        en: """
            The coordinator saw sums over the members, and no member's own part, as long as \
            at most {colluding} of the {members} members tell it what they know.
            """,
        ko: """
            조정자는 기관 {members}곳의 합계만 보았습니다. 조정자와 짜는 기관이 {colluding}곳 이하인 한 어느 \
            기관의 몫도 볼 수 없습니다.
            """)
    static let noise = Phrase(
        en: """
            In the study with noise, ε = {epsilon} and δ = {delta} bound what all its sums and \
            its model together can tell of one record, also to a coordinator with {colluding} \
            member on its side ({accountant}).
            """,
        ko: """
            잡음을 더한 연구에서는 ε = {epsilon}, δ = {delta}가 모든 합계와 모델이 기록 하나에 대해 \
            드러낼 수 있는 정보를 제한합니다. 조정자가 기관 {colluding}곳과 짜더라도 같습니다({accountant}).
            """)
    static let budget = Phrase(
        en: "No owner's limit can be passed: a study that would is refused before it reads a row.",
        ko: "어느 기관의 한도도 넘을 수 없습니다. 한도를 넘는 연구는 기록을 읽기 전에 거절됩니다.")

    static let noGuarantee = Phrase(
        en: """
            The study without noise has no mathematical guarantee. Its sums are exact, and the \
            model may tell something of a single record.
            """,
        ko: """
            잡음이 없는 연구에는 수학적 보장이 없습니다. 합계가 정확하므로 모델이 기록 하나에 대해 무언가를 \
            드러낼 수 있습니다.
            """)
    static let oneRecord = Phrase(
        en: """
            ε protects one record at a time. It does not hide what is true of a member as a \
            whole, and protects a person with several records less.
            """,
        ko: """
            ε는 기록 하나를 보호합니다. 기관 전체의 특성은 가리지 않으며, 기록이 여러 건인 사람은 덜 \
            보호됩니다.
            """)
    static let notAudited = Phrase(
        en: """
            The protocol follows published work, but neither it nor this program has been audited \
            by anyone outside.
            """,
        ko: "프로토콜은 공개된 연구를 따르지만, 프로토콜도 이 프로그램도 아직 외부 감사를 받지 않았습니다.")
    static let weakGroup = Phrase(
        en: """
            {members} members are a weak group: with {colluding} against it and the most that \
            may drop out missing, a member hides among only {honest} honest ones.
            """,
        ko: """
            기관 {members}곳은 약한 집단입니다. {colluding}곳이 조정자와 짜고 허용된 만큼 이탈하면, 한 \
            기관의 몫은 정직한 {honest}곳 사이에만 숨습니다.
            """)
    static let oneMachine = Phrase(
        en: "All nodes ran on one machine here. In use, each runs on its owner's premises.",
        ko: "여기서는 모든 노드를 한 컴퓨터에서 실행했습니다. 실제로는 기관마다 자기 시설에서 실행합니다.")
    static let curves = Phrase(
        en: """
            ROC curves follow single test rows. They are shown because these data are public; \
            a node keeps them to itself.
            """,
        ko: "ROC 곡선은 시험 행 하나하나를 따라갑니다. 공개된 자료라서 보여 주는 것이며, 노드는 이를 내보내지 않습니다.")
    static let curvesOfYours = Phrase(
        en: """
            ROC curves follow single test rows. Whoever holds the data may look at them; this \
            page is not for others.
            """,
        ko: """
            ROC 곡선은 시험 행 하나하나를 따라갑니다. 자료를 가진 사람만 보아야 하며, 이 보고서를 다른 \
            사람에게 넘겨서는 안 됩니다.
            """)
    static let notForDecisions = Phrase(
        en: "This shows the system: no model in here may decide about anybody.",
        ko: "시스템을 보이는 시연입니다. 여기 있는 어떤 모델로도 사람에 대해 결정해서는 안 됩니다.")
}
