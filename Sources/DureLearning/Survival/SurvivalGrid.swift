import DureCore

/// The declared times at which survival is counted: the ends of intervals up to the horizon.
///
/// A time `t` counts at the first grid time that is not before it. Times at or beyond the horizon
/// without an event count there. Whoever counts at a grid time is at risk at it and before it.
package struct SurvivalGrid: Sendable, Hashable {
    /// The most grid times.
    package static let countMax = 10_000

    /// The grid times in the unit of the time, rising; the last is the horizon.
    package let times: [Double]

    /// Times that are multiples of a step, with the horizon as the last.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `grid` for a step that is not above 0 or
    ///   leads to more than ``countMax`` times.
    package init(step: Double, horizon: Double) throws(LearningError) {
        guard step.isFinite, step > 0, horizon.isFinite, horizon > 0,
            horizon / step <= Double(Self.countMax)
        else { throw .badSetting(name: "grid") }
        let count = Int((horizon / step * (1 - 1e-12)).rounded(.up))
        try self.init(
            times: (1..<max(count, 1)).map { Double($0) * step } + [horizon], horizon: horizon)
    }

    /// Declared times, rising and above 0, the last of them the horizon.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `grid`.
    package init(times: [Double], horizon: Double) throws(LearningError) {
        guard (1...Self.countMax).contains(times.count), times.allSatisfy(\.isFinite),
            times[0] > 0, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }),
            times[times.count - 1] == horizon
        else { throw .badSetting(name: "grid") }
        self.times = times
    }

    /// How many grid times.
    package var count: Int { times.count }

    /// The first grid time that is not before `time`; the last where there is none.
    package func place(of time: Double) -> Int {
        var (low, high) = (0, times.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] >= time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    var json: JSONValue { .array(times.map { .number($0) }) }

    init(json: JSONValue?) throws(LearningError) {
        guard let elements = json?.elements, elements.count <= Self.countMax else {
            throw .malformedModel(field: "grid")
        }
        let times = elements.compactMap(\.double)
        try self.init(times: times, horizon: times.last ?? 0)
    }
}
