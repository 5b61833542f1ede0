extension Double {
    /// The smallest number of so many digits after the point that is not below this one.
    ///
    /// For figures that must not look smaller than they are, such as a privacy loss. Numbers that
    /// have no finite form, or are too large to have such digits, stay as they are.
    package func roundedUp(places: Int) -> Double {
        rounded(places: places, .up) { $0 >= self }
    }

    /// The largest number of so many digits after the point that is not above this one.
    package func roundedDown(places: Int) -> Double {
        rounded(places: places, .down) { $0 <= self }
    }

    /// The nearest such number where it will do: 1.1 times 10,000 is a hair above 11,000.
    private func rounded(
        places: Int, _ rule: FloatingPointRoundingRule, _ isFit: (Double) -> Bool
    ) -> Double {
        let power = (0..<places).reduce(1.0) { product, _ in product * 10 }
        guard isFinite, magnitude * power < 1e15 else { return self }
        let nearest = (self * power).rounded() / power
        return isFit(nearest) ? nearest : (self * power).rounded(rule) / power
    }
}
