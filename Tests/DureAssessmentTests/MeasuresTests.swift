import DureAssessment
import DureCore
import DureLearning
import DureTesting
import Testing

private func predictions(_ probabilities: [Double], _ labels: [Int]) throws -> Predictions {
    try Predictions(probabilities: probabilities, labels: labels.map { $0 == 1 })
}

@Test(arguments: Seed.batch(30))
func `the AUC is the share of ordered pairs, a tie being half`(seed: Seed) throws {
    var generator = seed.generator
    let count = Int.random(in: 2...40, using: &generator)
    // Few different scores, so that ties are common.
    let scores = (0..<count).map { _ in Double(Int.random(in: 0...6, using: &generator)) / 6 }
    let labels = (0..<count).map { _ in Bool.random(using: &generator) }
    var pairs = 0.0
    var ordered = 0.0
    for one in 0..<count where labels[one] {
        for other in 0..<count where !labels[other] {
            pairs += 1
            if scores[one] > scores[other] { ordered += 1 }
            if scores[one] == scores[other] { ordered += 0.5 }
        }
    }
    let found = try Predictions(probabilities: scores, labels: labels)
    guard pairs > 0 else {
        #expect(found.areaUnderCurve == nil)
        #expect(found.rocPoints.isEmpty)
        return
    }
    #expect(abs((found.areaUnderCurve ?? -1) - ordered / pairs) < 1e-12)
    // The curve's own area, by trapezes, says the same.
    let area = zip(found.rocPoints, found.rocPoints.dropFirst()).reduce(0) {
        $0 + ($1.1.falsePositiveShare - $1.0.falsePositiveShare)
            * ($1.1.truePositiveShare + $1.0.truePositiveShare) / 2
    }
    #expect(abs(area - ordered / pairs) < 1e-12)
}

/// Worked by hand.
@Test func `accuracy, log loss and Brier score of four rows`() throws {
    let found = try predictions([0.9, 0.2, 0.4, 0.5], [1, 0, 1, 1])
    #expect(found.accuracy == 0.5)
    #expect(abs((found.brierScore ?? 0) - 0.165) < 1e-15)
    let loss =
        -(Elementary.log(0.9) + Elementary.log(0.8) + Elementary.log(0.4)
        + Elementary.log(0.5)) / 4
    #expect(abs((found.logLoss ?? 0) - loss) < 1e-15)
    #expect(try predictions([0], [1]).logLoss.map { abs($0 - 34.538776394910684) < 1e-12 } == true)
}

@Test func `measures of nothing and of one class are nil, never NaN`() throws {
    let nothing = try predictions([], [])
    #expect(nothing.areaUnderCurve == nil && nothing.accuracy == nil && nothing.logLoss == nil)
    #expect(nothing.brierScore == nil && nothing.calibrationError == nil)
    #expect(nothing.calibration().isEmpty)
    #expect(try predictions([0.2, 0.7], [1, 1]).areaUnderCurve == nil)
    #expect(throws: AssessmentError.notAProbability(row: 2)) {
        try predictions([0, .nan], [0, 1])
    }
    #expect(throws: AssessmentError.notAProbability(row: 1)) { try predictions([1.5], [0]) }
    #expect(throws: AssessmentError.rowsDiffer) { try predictions([1], []) }
}

@Test func `calibration bins hold equal counts and all rows`() throws {
    var generator = Seed(3).generator
    for count in [1, 14, 15, 16, 104] {
        let scores = (0..<count).map { _ in Double.random(in: 0...1, using: &generator) }
        let labels = scores.map { Double.random(in: 0...1, using: &generator) < $0 }
        let bins = try Predictions(probabilities: scores, labels: labels).calibration()
        #expect(bins.count == min(count, 15))
        #expect(bins.reduce(0) { $0 + $1.count } == count)
        #expect((bins.map(\.count).max() ?? 0) - (bins.map(\.count).min() ?? 0) <= 1)
        #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.predictedMean <= $1.predictedMean })
    }
}

@Test func `intervals repeat with the seed and hold the value`() throws {
    var generator = Seed(5).generator
    let labels = (0..<60).map { $0 % 3 == 0 }
    let good = labels.map { Double.random(in: 0...0.6, using: &generator) + ($0 ? 0.4 : 0) }
    let poor = labels.map { _ in Double.random(in: 0...1, using: &generator) }
    let first = try Predictions(probabilities: poor, labels: labels)
    let second = try Predictions(probabilities: good, labels: labels)
    let bootstrap = Bootstrap(seed: 9, replicateCount: 500)
    let one = try bootstrap.compare(first, second)
    let two = try bootstrap.compare(first, second)
    #expect(one.areas?.difference == two.areas?.difference)
    #expect(one.accuracies?.second == two.accuracies?.second)
    let other = try Bootstrap(seed: 10, replicateCount: 500).compare(first, second)
    #expect(one.areas?.difference != other.areas?.difference)
    let difference = try #require(one.areas?.difference)
    #expect(difference.lower < difference.value && difference.value < difference.upper)
    #expect(difference.lower > 0)
    // A model against itself differs by nothing, in every draw.
    let same = try bootstrap.compare(second, second).areas?.difference
    #expect(same == Estimate(value: 0, lower: 0, upper: 0))
    let cut = try Predictions(probabilities: [0.1], labels: [true])
    #expect(throws: AssessmentError.rowsDiffer) { try bootstrap.compare(first, cut) }
}

/// Coverage over 60 data sets; with a true 0.93 fewer than 48 would come once in 10^4 runs.
@Test func `an interval covers the true accuracy about as often as it says`() throws {
    var generator = Seed(11).generator
    var covered = 0
    for _ in 0..<60 {
        let labels = (0..<100).map { _ in Double.random(in: 0...1, using: &generator) < 0.7 }
        let always = try Predictions(
            probabilities: [Double](repeating: 0.9, count: 100), labels: labels)
        let found = try Bootstrap(replicateCount: 200).compare(always, always).accuracies
        let interval = try #require(found?.first)
        if interval.lower <= 0.7 && 0.7 <= interval.upper { covered += 1 }
    }
    #expect(covered >= 48)
    #expect(covered < 60)
}
