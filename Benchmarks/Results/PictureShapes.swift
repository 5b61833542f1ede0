internal import DureAssessment

/// Whose scores a mark shows; colours, dashes and shapes all tell them apart.
enum PictureModel: String {
    case own, joint, pooled, noisy

    /// A square, a circle, a bar, a diamond.
    func mark(x: Double, y: Double) -> Markup {
        let place = "M\(Markup.length(x)) \(Markup.length(y))"
        return switch self {
        case .own: Markup.void("path", ["class": "mark own", "d": "\(place)m-4.5-4.5h9v9h-9z"])
        case .joint:
            Markup.void(
                "circle",
                [
                    "class": "mark joint", "cx": Markup.length(x), "cy": Markup.length(y),
                    "r": "5",
                ])
        case .pooled: Markup.void("path", ["class": "bar pooled", "d": "\(place)m0-8v16"])
        case .noisy:
            Markup.void("path", ["class": "mark noisy", "d": "\(place)m0-6l6 6l-6 6l-6-6z"])
        }
    }
}

extension Markup {
    /// A length in the picture's own units, to a tenth.
    static func length(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return tenths % 10 == 0
            ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// A straight line.
    static func line(
        _ style: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)
    ) -> Markup {
        void(
            "line",
            [
                "class": style, "x1": length(start.x), "y1": length(start.y),
                "x2": length(end.x), "y2": length(end.y),
            ])
    }

    /// A few words at a place.
    ///
    /// - Parameter anchor: `start`, `middle` or `end`: which part of the words stands there.
    static func words(
        _ text: String, x: Double, y: Double, anchor: String = "start", style: String = "label"
    ) -> Markup {
        tag(
            "text",
            ["class": style, "x": length(x), "y": length(y), "text-anchor": anchor]
        ) { text }
    }
}
