import DureCore
import DurePrivacy
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

@Suite struct NetworkBadInputTests {
    private static func setting(_ body: () throws(LearningError) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            guard case .badSetting(let name) = error else { return "another error" }
            return name
        }
    }

    @Test func `absurd settings are refused by name`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        func architecture(
            _ hidden: [Int], _ embedding: [String: Int] = [:]
        ) throws(LearningError) -> NetworkArchitecture {
            try NetworkArchitecture(
                columns: columns, hiddenWidths: hidden, embeddingWidths: embedding)
        }
        #expect(Self.setting { () throws(LearningError) in _ = try architecture([0]) } == "hidden")
        #expect(
            Self.setting { () throws(LearningError) in _ = try architecture([1 << 40]) }
                == "hidden")
        #expect(
            Self.setting { () throws(LearningError) in
                _ = try architecture([Int](repeating: 2, count: 17))
            } == "hidden")
        #expect(
            Self.setting { () throws(LearningError) in _ = try architecture([8_192, 8_192]) }
                == "parameters")
        #expect(
            Self.setting { () throws(LearningError) in _ = try architecture([2], ["c": 0]) }
                == "embedding")
        #expect(
            Self.setting { () throws(LearningError) in _ = try architecture([2], ["a": 4]) }
                == "embedding")
        let none = try StudyColumns(inputs: columns.inputs, target: nil)
        #expect(
            Self.setting { () throws(LearningError) in
                _ = try NetworkArchitecture(columns: none, hiddenWidths: [2])
            } == "target")
        #expect(
            Self.setting { () throws(LearningError) in _ = try LocalTraining(rate: .nan) }
                == "rate")
        #expect(
            Self.setting { () throws(LearningError) in
                _ = try LocalTraining(optimizer: .descent(momentum: 1))
            } == "momentum")
        let small = try architecture([2])
        #expect(
            Self.setting { () throws(LearningError) in
                _ = try NetworkTraining(small, method: .gradients(normMax: 0))
            } == "gradient-norm")
        #expect(
            Self.setting { () throws(LearningError) in
                _ = try NetworkTraining(
                    small, method: .gradients(normMax: 1),
                    server: .adaptive(.init(.adam, tau: 0)))
            } == "server.tau")
    }

    @Test func `no rows, one row and one class are sums like any other`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        var generator = Seed(1).generator
        let table = try NetworkCases.table(columns, rows: 9, using: &generator)
        let ones = (0..<9).filter { table.target[$0] == 1 }
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [3])
        let local = try LocalTraining()
        for method in [
            NetworkMethod.updates(local, .free), .updates(local, .controlled),
            .gradients(normMax: 1), .clippedGradients(normMax: 1, recordsExpected: 9),
        ] {
            let training = try NetworkTraining(architecture, method: method)
            let state = training.start()
            for rows in [[], [0], ones] {
                let sent = try training.contribution(to: state, from: table.rows(at: rows))
                #expect(sent.count == training.sumLength(at: state))
                let isFinite = sent.allSatisfy { $0.isFinite }
                #expect(isFinite)
                let isNothing = sent.allSatisfy { $0 == 0 }
                if rows.isEmpty { #expect(isNothing) }
            }
            let zeros = [Double](repeating: 0, count: training.sumLength(at: state))
            if training.clippingBound == nil {
                #expect(training.advance(state, with: zeros, survivors: 3) == .failed(.noRecords))
            }
        }
    }

    @Test func `a training that runs away leaves nothing`() throws {
        let columns = try NetworkCases.columns(.number, categories: false)
        var generator = Seed(2).generator
        let table = try NetworkCases.table(columns, rows: 40, using: &generator)
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [8, 8], activation: .identity)
        let wild = try NetworkTraining(
            architecture,
            method: .updates(
                LocalTraining(rate: 100, batchRowCount: 1, epochCount: 20), .free))
        #expect(throws: LearningError.contributionNotFinite) {
            try wild.contribution(to: wild.start(), from: table)
        }
        let exact = try NetworkTraining(architecture, method: .gradients(normMax: 1))
        let huge = ModelState(
            algorithm: "network", round: 0,
            coefficients: [Double](repeating: 1e30, count: exact.width))
        #expect(throws: LearningError.contributionNotFinite) {
            try exact.contribution(to: huge, from: table)
        }
    }

    @Test func `states and sums of others are refused`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [3])
        let training = try NetworkTraining(
            architecture, method: .updates(LocalTraining(), .controlled))
        let state = training.start()
        let rows = NetworkRows(numbers: [0, 0], targets: [1])
        for other in [
            ModelState(algorithm: "other", round: 0, coefficients: state.coefficients),
            ModelState(algorithm: "network", round: 0, coefficients: [1]),
            ModelState(
                algorithm: "network", round: 1, coefficients: state.coefficients, memory: [1]),
        ] {
            #expect(throws: LearningError.stateMismatch) {
                try training.contribution(to: other, from: rows)
            }
            let sum = [Double](repeating: 1, count: training.sumLength(at: state))
            #expect(training.advance(other, with: sum, survivors: 3) == .failed(.stateMismatch))
        }
        #expect(training.advance(state, with: [1], survivors: 3) == .failed(.sumLength))
        var sum = [Double](repeating: 1, count: training.sumLength(at: state))
        sum[0] = .nan
        #expect(training.advance(state, with: sum, survivors: 3) == .failed(.sumNotFinite))
    }

    @Test func `a sum of fewer records than agreed gives nothing`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [3])
        var generator = Seed(3).generator
        let table = try NetworkCases.table(columns, rows: 9, using: &generator)
        for method in [NetworkMethod.gradients(normMax: 1), .updates(try LocalTraining(), .free)] {
            let training = try NetworkTraining(
                architecture, method: method, weightRecordsMax: 20, recordsMin: 10)
            let sum = try training.contribution(to: training.start(), from: table)
            let answer = training.advance(training.start(), with: sum, survivors: 3)
            #expect(answer == .failed(.tooFewRecords))
        }
    }
}
