import DureCore
import DureFederation

/// Simulated members: each makes an update of 1e5 values from the model, which is checked, rounded
/// into the ring and added, as a simulated study does it.
enum SimulatedRow {
    private static let length = 100_000
    private static let memberCount = 4_000

    static func run(_ floors: Floors) async throws -> SpeedRow {
        let model = (0..<length).map { Double($0 % 1_000) / 1_100 }
        var rates: [Double] = []
        var cpu: [Double] = []
        for _ in 0..<5 {
            let meter = Meter()
            let sum = try await sum(from: model, workers: floors.coreCount)
            rates.append(Double(memberCount) / meter.wall)
            cpu.append(meter.cpu / Double(memberCount))
            try check(sum, model)
        }
        var row = SpeedRow(
            key: "simulated", title: "simulated members a second, 1e5 values, one process",
            value: rates.median, unit: .perSecond, goal: 5_000)
        row.cpu = cpu.median
        row.note = "\(Figure.text(1 / cpu.median)) for each whole core"
        row.floor = floors.copy * Double(floors.coreCount) / Double(length * 8)
        return row
    }

    private static func sum(from model: [Double], workers: Int) async throws -> [Double] {
        let mechanism = try NoiseMechanism(roundedWithin: 1, memberCount: memberCount)
        return try await withThrowingTaskGroup(of: SimulatedSum.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var generator = SystemSecureGenerator()
                    var sum = SimulatedSum(
                        length: length, bound: 1, mechanism: mechanism)
                    for member in stride(from: worker, to: memberCount, by: workers) {
                        let factor = 1 - Double(member % 7) / 100
                        var update = model
                        for index in update.indices { update[index] *= factor }
                        try sum.add(update, using: &generator)
                    }
                    return sum
                }
            }
            var whole = SimulatedSum(length: length, bound: 1, mechanism: mechanism)
            for try await part in group { try whole.add(part) }
            return try whole.values()
        }
    }

    private static func check(_ sum: [Double], _ model: [Double]) throws {
        let factor = (0..<memberCount).reduce(0.0) { $0 + 1 - Double($1 % 7) / 100 }
        for (value, start) in zip(sum, model) {
            guard (value - start * factor).magnitude < 0.05 else { throw SpeedError.wrongSum }
        }
    }
}
