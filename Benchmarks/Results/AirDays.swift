internal import DureCore
internal import DureLearning

/// What is known of a station's day, and whether the next was bad.
enum AirDays {
    private static let measures = [
        "pm25", "pm10", "so2", "no2", "co", "o3", "temp", "pres", "dewp", "rain", "wspm",
    ]
    /// Gaps of so many days are filled with a straight line.
    private static let gapMax = 3
    /// Days before this train, others test.
    private static let firstTestDay = "2016-03-01"

    /// Adds the season, yesterday's change, tomorrow's answer and the split.
    static func derive(_ table: inout SampleTable) {
        let stations = table.texts("station")
        let dates = table.texts("date")
        for name in measures {
            table.set(name, filled(table.numbers(name), stations))
        }
        let dust = table.numbers("pm25")
        var change = [Double](repeating: .nan, count: table.rowCount)
        var answer = change
        for row in 0..<table.rowCount {
            if row > 0, stations[row - 1] == stations[row] {
                change[row] = dust[row] - dust[row - 1]
            }
            if row + 1 < table.rowCount, stations[row + 1] == stations[row], !dust[row + 1].isNaN {
                answer[row] = dust[row + 1] > 75 ? 1 : 0
            }
        }
        table.set("pm25_change", change)
        table.set("bad_tomorrow", answer)
        let seasons = dates.map(season)
        table.set("season_sin", seasons.map(\.sine))
        table.set("season_cos", seasons.map(\.cosine))
        table.set("set", texts: dates.map { $0 < firstTestDay ? "train" : "test" })
    }

    /// A straight line over short gaps within a station.
    private static func filled(_ values: [Double], _ stations: [String]) -> [Double] {
        var filled = values
        var last: Int?
        for row in values.indices where !values[row].isNaN {
            if let last, stations[last] == stations[row], row - last > 1, row - last <= gapMax + 1 {
                for gap in last + 1..<row {
                    let share = Double(gap - last) / Double(row - last)
                    filled[gap] = values[last] + share * (values[row] - values[last])
                }
            }
            last = row
        }
        return filled
    }

    /// The place of a day in the year, as a point on a circle.
    private static func season(_ date: String) -> (sine: Double, cosine: Double) {
        let parts = date.split(separator: "-").compactMap { Double($0) }
        guard parts.count == 3 else { return (.nan, .nan) }
        let share = (parts[1] - 1 + (parts[2] - 1) / 31) / 12
        return Circle.point(share)
    }
}

/// Points on the unit circle, with `+ - * /` and square roots alone.
enum Circle {
    /// The sine and cosine of a share of a turn: the angle is halved until Taylor's series is
    /// short, and doubled back.
    static func point(_ share: Double) -> (sine: Double, cosine: Double) {
        let halvings = 8
        let angle = 2 * Double.pi * share / Double(1 << halvings)
        var sine = angle - angle * angle * angle / 6
        var cosine = (1 - sine * sine).squareRoot()
        for _ in 0..<halvings { (sine, cosine) = (2 * sine * cosine, 1 - 2 * sine * sine) }
        return (sine, cosine)
    }
}
