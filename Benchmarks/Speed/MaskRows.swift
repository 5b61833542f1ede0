import DureCore
import DurePrivacy

/// What a member's processor does for the masks of one upload.
enum MaskRows {
    static func run(_ floors: Floors) throws -> [SpeedRow] {
        try [(10, 0.012), (100, 0.15)].map { memberCount, goal in
            let times = try times(memberCount: memberCount, length: 1_000_000)
            var row = SpeedRow(
                key: "masks-1e6-\(memberCount)",
                title: "member CPU for masks, 1e6 values, \(memberCount) members",
                value: times.cpu, unit: .seconds, goal: .value(goal))
            row.cpu = times.cpu
            row.floor = Double(memberCount * 4_000_000) / floors.stream
            row.note = "wall \(Figure.text(times.wall)) s"
            return row
        }
    }

    private static func times(
        memberCount: Int, length: Int
    ) throws -> (cpu: Double, wall: Double) {
        var generator = SystemSecureGenerator()
        let own = MaskStream(key: SecretBytes(count: 32, using: &generator))
        let pairs = (2...memberCount).map {
            PairMask(
                neighbour: $0, stream: MaskStream(key: SecretBytes(count: 32, using: &generator)))
        }
        var (cpu, wall): ([Double], [Double]) = ([], [])
        for _ in 0..<11 {
            let vector = RingVector(zeros: length, wordSize: .w32)
            let meter = Meter()
            let masked = try Masking.maskedVector(vector, member: 1, own: own, pairs: pairs)
            cpu.append(meter.cpu)
            wall.append(meter.wall)
            guard masked.count == length else { throw SpeedError.wrongSum }
        }
        return (cpu.median, wall.median)
    }
}
