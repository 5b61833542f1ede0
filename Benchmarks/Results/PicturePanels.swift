internal import DureAssessment
internal import DureLearning

/// Each member on a line: own and joint model with what is known of their uncertainty, pooled.
struct MembersPanel: PicturePanel {
    static let memberCountMax = 40
    private static let lineHeight = 27.0
    private static let left = 190.0
    private static let right = 690.0

    private let members: [ExperimentResult.Member]
    private let heading: String
    private let top: Double
    private let axis: ScoreAxis

    init(_ result: ExperimentResult, top: Double) {
        members = result.members
        self.top = top
        let word = ResultsText.word(result.score)
        let lines =
            switch (members.first?.outcome, members.first?.own.count ?? 0) {
            case (_?, _): "95 % intervals"
            case (nil, 2...): "the least and the most of the splits"
            default: ""
            }
        heading = lines.isEmpty ? "\(word), by member" : "\(word), by member; lines: \(lines)"
        let values = members.flatMap { member in
            [true, false].flatMap { own -> [Double] in
                let ranged = member.ranged(own: own)
                return [ranged.value] + (ranged.range.map { [$0.lowerBound, $0.upperBound] } ?? [])
            } + [member.pooled.meanOfDefined]
        }
        axis = ScoreAxis(values, start: Self.left, length: Self.right - Self.left)
    }

    var height: Double { 54 + Self.lineHeight * Double(members.count) }

    var shapes: Markup {
        let bottom = top + height - 24
        return Markup.tag("g") {
            Markup.words(heading, x: 24, y: top + 14, style: "heading")
            for tick in axis.ticks {
                let x = axis.place(tick)
                Markup.line("grid", from: (x, top + 26), to: (x, bottom))
                Markup.words(
                    ResultsText.text(tick), x: x, y: bottom + 18, anchor: "middle")
            }
            for (index, member) in members.enumerated() {
                line(of: member, y: top + 30 + Self.lineHeight * (Double(index) + 0.5))
            }
        }
    }

    private func line(of member: ExperimentResult.Member, y: Double) -> Markup {
        Markup.tag("g") {
            Markup.words(member.name, x: Self.left - 14, y: y + 4.5, anchor: "end")
            mark(.pooled, Ranged(splits: [member.pooled.meanOfDefined]), y: y)
            mark(.own, member.ranged(own: true), y: y - 5.5)
            mark(.joint, member.ranged(own: false), y: y + 5.5)
        }
    }

    private func mark(_ model: PictureModel, _ score: Ranged, y: Double) -> Markup {
        guard score.value.isFinite else { return Markup() }
        return Markup.tag("g") {
            if let range = score.range {
                Markup.line(
                    "whisker \(model.rawValue)", from: (axis.place(range.lowerBound), y),
                    to: (axis.place(range.upperBound), y))
            }
            model.mark(x: axis.place(score.value), y: y)
        }
    }
}

/// Many members: each a point, its own model's score against the joint one's.
struct ScatterPanel: PicturePanel {
    private static let side = 380.0
    private static let left = 150.0

    private let members: [ExperimentResult.Member]
    private let word: String
    private let top: Double

    init(_ result: ExperimentResult, top: Double) {
        members = result.members
        word = ResultsText.word(result.score)
        self.top = top
    }

    var height: Double { Self.side + 84 }

    var shapes: Markup {
        let values = members.flatMap { [$0.own.meanOfDefined, $0.joint.meanOfDefined] }
        let (left, bottom) = (Self.left, top + 30 + Self.side)
        let across = ScoreAxis(values, start: left, length: Self.side)
        let up = ScoreAxis(values, start: bottom, length: -Self.side)
        let (least, most) = (across.range.lowerBound, across.range.upperBound)
        return Markup.tag("g") {
            Markup.words(
                "\(word): each point a member; above the line joining scores higher", x: 24,
                y: top + 14, style: "heading")
            for tick in across.ticks {
                let (x, y) = (across.place(tick), up.place(tick))
                Markup.line("grid", from: (x, bottom), to: (x, bottom - Self.side))
                Markup.line("grid", from: (left, y), to: (left + Self.side, y))
                Markup.words(ResultsText.text(tick), x: x, y: bottom + 18, anchor: "middle")
                Markup.words(ResultsText.text(tick), x: left - 8, y: y + 4.5, anchor: "end")
            }
            Markup.line(
                "coin", from: (across.place(least), up.place(least)),
                to: (across.place(most), up.place(most)))
            for member in members
            where !member.own.meanOfDefined.isNaN && !member.joint.meanOfDefined.isNaN {
                PictureModel.joint.mark(
                    x: across.place(member.own.meanOfDefined),
                    y: up.place(member.joint.meanOfDefined))
            }
            Markup.words(
                "own model", x: left + Self.side / 2, y: bottom + 40, anchor: "middle")
            Markup.words("joint", x: left - 58, y: bottom - Self.side / 2, anchor: "end")
        }
    }
}

/// The mean over members against epsilon, with the least and the most of the seeds.
struct NoisePanel: PicturePanel {
    private static let plotHeight = 200.0
    private static let left = 100.0
    private static let right = 690.0
    /// From the ends of the axis to the least and the largest epsilon.
    private static let inset = 60.0

    private let result: ExperimentResult
    let top: Double

    init(_ result: ExperimentResult, top: Double) {
        self.result = result
        self.top = top
    }

    var height: Double { Self.plotHeight + 74 }

    /// By the logarithm.
    private func place(of epsilon: Double) -> Double {
        let logs = ExperimentResult.epsilons.map(Elementary.log)
        let (least, most) = (logs.min() ?? 0, logs.max() ?? 1)
        return Self.left + Self.inset + (Self.right - Self.left - 2 * Self.inset)
            * (Elementary.log(epsilon) - least) / (most - least)
    }

    var shapes: Markup {
        let levels: [(PictureModel, Double)] = [
            (.own, result.mean(\.own.meanOfDefined)),
            (.pooled, result.mean(\.pooled.meanOfDefined)),
            (.joint, result.mean(\.joint.meanOfDefined)),
        ]
        let seeds = ExperimentResult.epsilons.indices.map { result.noisyMeans($0) }
        let bottom = top + 30 + Self.plotHeight
        let axis = ScoreAxis(
            levels.map(\.1) + seeds.flatMap { $0 }, start: bottom, length: -Self.plotHeight)
        return Markup.tag("g") {
            Markup.words(
                "Mean over members against epsilon; lines: the least and the most of "
                    + "\(result.seedCount) seeds", x: 24, y: top + 14, style: "heading")
            for tick in axis.ticks {
                Markup.line(
                    "grid", from: (Self.left, axis.place(tick)), to: (Self.right, axis.place(tick)))
                Markup.words(
                    ResultsText.text(tick), x: Self.left - 8, y: axis.place(tick) + 4.5,
                    anchor: "end")
            }
            for (model, level) in levels where level.isFinite {
                Markup.line(
                    "level \(model.rawValue)", from: (Self.left, axis.place(level)),
                    to: (Self.right, axis.place(level)))
            }
            for (epsilon, scores) in zip(ExperimentResult.epsilons, seeds) {
                point(scores, x: place(of: epsilon), on: axis)
                Markup.words(
                    "ε = \(ResultsText.trimmed(epsilon))", x: place(of: epsilon), y: bottom + 20,
                    anchor: "middle")
            }
        }
    }

    private func point(_ scores: [Double], x: Double, on axis: ScoreAxis) -> Markup {
        let ranged = Ranged(splits: scores)
        guard ranged.value.isFinite else { return Markup() }
        return Markup.tag("g") {
            if let range = ranged.range {
                Markup.line(
                    "whisker noisy", from: (x, axis.place(range.lowerBound)),
                    to: (x, axis.place(range.upperBound)))
            }
            PictureModel.noisy.mark(x: x, y: axis.place(ranged.value))
        }
    }
}
