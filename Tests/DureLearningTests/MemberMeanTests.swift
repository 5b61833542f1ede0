import DureCore
import DureTesting
import Testing

@testable import DureLearning

@Suite struct MemberMeanTests {
    private static func table(
        _ columns: StudyColumns, rows: Int, _ seed: Seed
    ) throws -> StudyTable {
        var generator = seed.generator
        return try NetworkCases.table(columns, rows: rows, using: &generator)
    }

    private static func bases(_ columns: StudyColumns) throws -> [any MemberMean] {
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [4])
        let local = try LocalTraining(rate: 2, epochCount: 5)
        return [
            try NoisyGradient(
                columns: columns, recordsExpected: 400, gradientNormMax: 0.1, roundCountMax: 3),
            try NetworkTraining(architecture, method: .updates(local, .free)),
            try NetworkTraining(
                architecture, method: .clippedGradients(normMax: 0.1, recordsExpected: 400)),
        ]
    }

    @Test func `no member's rows make its vector longer than the bound`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        for base in try Self.bases(columns) {
            let algorithm = try #require(base.clipped(to: 0.1))
            let state = algorithm.start()
            for rows in [0, 1, 90] {
                let table = try Self.table(columns, rows: rows, Seed(UInt64(rows)))
                let vector = try algorithm.contribution(to: state, from: table)
                let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
                #expect(vector.count == algorithm.sumLength(at: state))
                #expect(norm <= 0.1 && (norm > 0) == (rows > 0))
            }
            #expect(algorithm.clippingBound == 0.1)
            #expect(algorithm.settings["member-norm"] == .number(0.1))
        }
    }

    /// A member of many rows weighs as much as one of few, and twice the members change nothing.
    @Test func `the step is that of the mean of members`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        let few = try Self.table(columns, rows: 10, Seed(1))
        let many = try Self.table(columns, rows: 80, Seed(2))
        for base in try Self.bases(columns) {
            let algorithm = try #require(base.clipped(to: 1e6))
            let state = algorithm.start()
            let a = try algorithm.contribution(to: state, from: few)
            let b = try algorithm.contribution(to: state, from: many)
            let sum = zip(a, b).map { $0 + $1 }
            func next(_ sum: [Double], _ members: Int) throws -> [Double] {
                guard case .next(let next) = algorithm.advance(state, with: sum, survivors: members)
                else { throw LearningError.stateMismatch }
                return next.coefficients
            }
            let one = try next(sum, 2)
            #expect(one == (try next(sum.map { $0 * 2 }, 4)))
            #expect(one != state.coefficients)
            let alone = try next(a, 1)
            if case .updates? = (base as? NetworkTraining)?.method {
                for index in alone.indices {
                    #expect(abs(alone[index] - state.coefficients[index] - a[index]) < 1e-12)
                }
            }
        }
    }

    @Test func `sums that cannot be are refused`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        for base in try Self.bases(columns) {
            let algorithm = try #require(base.clipped(to: 1))
            let state = algorithm.start()
            let zeros = [Double](repeating: 0, count: algorithm.sumLength(at: state))
            #expect(
                algorithm.advance(state, with: zeros + [0], survivors: 3) == .failed(.sumLength))
            #expect(algorithm.advance(state, with: zeros, survivors: 0) == .failed(.noRecords))
            let broken = [Double.nan] + zeros.dropFirst()
            #expect(algorithm.advance(state, with: broken, survivors: 3) == .failed(.sumNotFinite))
        }
    }

    @Test func `control variates and exact gradients have no mean of members`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [4])
        for method in [
            NetworkMethod.updates(try LocalTraining(), .controlled), .gradients(normMax: 1),
        ] {
            let base = try NetworkTraining(architecture, method: method)
            #expect(base.clipped(to: 1) == nil)
        }
    }
}
