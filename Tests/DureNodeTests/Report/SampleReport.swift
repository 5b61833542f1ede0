import DureAssessment
import DureCore
import DureLearning
import DureNode
import DureTesting
import Foundation

/// A report about the four members, with true curves and intervals.
///
/// The noise is a fixed change of the coefficients: the page has to be judged, not the privacy.
struct SampleReport {
    private let test: [StudyTable]
    private let trainCounts: [Int]
    private let own: [any Model]
    private let joint: LinearModel
    private let noisy: LinearModel
    private let changes: [(round: Int, value: Double)]

    /// Made once for all tests.
    static let shared = Result { try SampleReport() }

    private init() throws {
        // The folder of this file lies as deep as the files that find the examples by themselves.
        let place = URL(filePath: #filePath).deletingLastPathComponent().path()
        let heart = try HeartDisease(sourceFile: place)
        let columns = try StudyColumns(
            inputs: HeartDisease.columns.map {
                .number(
                    try FeatureSpecification(
                        column: $0.name, unit: $0.unit, lower: $0.range.lower,
                        upper: $0.range.upper, center: $0.scaling.center, scale: $0.scaling.scale))
            }, target: .binary(column: HeartDisease.label))
        let algorithm = try GeneralizedLinear(columns: columns, family: .bernoulli, ridge: 10)
        let train = try heart.train.map { try StudyTable(columns, batch: $0) }
        trainCounts = train.map(\.rowCount)
        test = try heart.test.map { try StudyTable(columns, batch: $0) }
        own = try train.map { try algorithm.ownModel(from: $0) }
        let exact = try runSimulated(algorithm, tables: train).state.coefficients
        joint = try LinearModel(columns: columns, family: .bernoulli, coefficients: exact)
        noisy = try LinearModel(
            columns: columns, family: .bernoulli,
            coefficients: exact.enumerated().map {
                $0.element * 0.8 + 0.12 * ($0.offset.isMultiple(of: 3) ? 1 : -0.5)
            })
        changes = (1...6).map { ($0, [1.42, 0.51, 0.083, 2.1e-3, 1.6e-6, 1.2e-12][$0 - 1]) }
    }

    private func curve(_ model: any Model, _ index: Int) -> DemoReport.Curve {
        Predictions(of: model, on: test[index]).rocPoints.map {
            ($0.falsePositiveShare, $0.truePositiveShare)
        }
    }

    private func outcome(
        _ name: String, _ model: LinearModel, _ privacy: StudyOutcome.Privacy?
    ) throws -> StudyOutcome {
        let members = try HeartDisease.memberNames.indices.map { index in
            try MemberOutcome(
                member: Name(HeartDisease.memberNames[index]), trainRowCount: trainCounts[index],
                own: own[index], joint: model, test: test[index],
                bootstrap: Bootstrap(replicateCount: 200))
        }
        return try StudyOutcome(
            study: Name(name), modelHash: ModelFile(model).hash, algorithm: GeneralizedLinear.name,
            roundCount: privacy == nil ? 6 : 12, privacy: privacy, members: members)
    }

    /// The page's input in a language.
    func report(_ language: Language, hasNoise: Bool = true) throws -> DemoReport {
        let exact = DemoReport.Study(
            outcome: try outcome("heart-joint", joint, nil), noise: nil,
            measure: .coefficientChange, convergence: changes)
        let noisyChanges: [(round: Int, value: Double)] = (1...12).map {
            ($0, 0.62 / Double($0) + 0.09 + 0.02 * Double($0 % 3))
        }
        let noise = DemoReport.Study(
            outcome: try outcome(
                "heart-private", noisy,
                .init(mode: "record/joint", epsilon: 0.998_4, delta: 1e-5)),
            noise: .init(epsilonPromised: 1, sigma: 12.92, accountant: "PLD", clip: 1),
            measure: .coefficientChange, convergence: noisyChanges)
        return DemoReport(
            language: language, date: language == .ko ? "2026년 11월 23일" : "23 November 2026",
            question: language == .ko
                ? "어떤 환자에게 관상동맥 질환이 있는가?"
                : "Which patients have coronary artery disease?",
            exact: exact, noisy: hasNoise ? noise : nil,
            members: try members(language, hasNoise: hasNoise),
            commands: ["dure demo --out demo-report", "dure verify demo-report/ledgers"],
            source: .init(
                credit: "A. Janosi, W. Steinbrunn, M. Pfisterer, R. Detrano: Heart Disease, UCI "
                    + "Machine Learning Repository, 1989, CC BY 4.0.",
                doi: "10.24432/C52P4X"),
            program: "dure 0.1.0", isPublic: true)
    }

    private func members(_ language: Language, hasNoise: Bool) throws -> [DemoReport.Member] {
        let titles =
            language == .ko
            ? ["클리블랜드 클리닉", "헝가리 심장학 연구소", "스위스 대학병원", "롱비치 보훈병원"]
            : [
                "Cleveland Clinic", "Hungarian Institute", "Swiss University Hospitals",
                "VA Long Beach",
            ]
        let economies =
            language == .ko
            ? ["미국", "헝가리", "스위스", "미국"]
            : ["United States", "Hungary", "Switzerland", "United States"]
        let reason =
            language == .ko
            ? "연구 목적에 한해 합계를 허용합니다(규칙 4)."
            : "Sums for research are allowed by rule 4."
        return try HeartDisease.memberNames.indices.map { index in
            DemoReport.Member(
                name: try Name(HeartDisease.memberNames[index]), title: titles[index],
                economy: economies[index], trainRowCount: trainCounts[index],
                testRowCount: test[index].rowCount, ownCurve: curve(own[index], index),
                jointCurve: curve(joint, index), noisyCurve: hasNoise ? curve(noisy, index) : [],
                budget: .init(
                    epsilonSpent: hasNoise ? 0.998_4 : 0, epsilonLimit: [3, 2, 1, 4][index],
                    delta: 1e-5),
                sentByteCount: 48_120 + index * 1_337,
                ledger: .init(isVerified: true, entryCount: 41 + index),
                decisions: [
                    .init(study: try Name("heart-joint"), isAllowed: true, reasons: [reason]),
                    .init(study: try Name("heart-private"), isAllowed: true, reasons: [reason]),
                ])
        }
    }
}
