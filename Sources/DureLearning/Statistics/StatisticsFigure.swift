/// One number of a result with its place in the tables.
package struct StatisticsFigure: Sendable, Hashable {
    /// What the number is.
    package enum Kind: String, Sendable, CaseIterable {
        /// Records.
        case records
        /// Records that have the column.
        case present
        /// Records that miss the column.
        case missing
        /// The mean, in the unit.
        case mean
        /// The variance over n - 1, in the squared unit.
        case variance
        /// Its root, in the unit.
        case deviation
        /// A quantile; `from` and `to` are the interval in which it is known to lie.
        case quantile
        /// Records in `from..<to`; the last bin holds its end.
        case bin
        /// Records with that level.
        case level
        /// Records with both levels.
        case cell
        /// The covariance over n - 1.
        case covariance
        /// Pearson's correlation.
        case correlation
    }

    /// A place in the grouping category.
    package enum Group: Sendable, Hashable {
        /// All rows.
        case all
        /// The rows of that level.
        case level(String)
        /// The rows without a level.
        case without
    }

    /// What the number is.
    package let kind: Kind
    /// Over which rows.
    package let group: Group
    /// The column, and the second one of two; empty where there is none.
    package var columns: (first: String, second: String) { (column, otherColumn) }
    let column: String
    let otherColumn: String
    /// The levels of categories; nil stands for "without a level".
    package let level: String?
    /// The second column's level.
    package let otherLevel: String?
    /// The place of a quantile, 0 to 1; nil for others.
    package let quantile: Double?
    /// The range that a bin or a quantile's interval spans, in the unit.
    package let from: Double?
    /// The end of that range.
    package let to: Double?
    /// The number; nil where it is hidden or cannot be computed.
    package let value: Double?
    /// Whether it is hidden, for too few persons or to protect another.
    package let isHidden: Bool
    /// The standard deviation of the noise in the number; 0 for exact ones, nil where unknown.
    package let noise: Double?
    /// 95 % interval: for means of sampling and noise, for counts of noise alone.
    package let interval: ClosedRange<Double>?

    init(
        _ kind: Kind, _ group: Group, column: String = "", otherColumn: String = "",
        level: String? = nil, otherLevel: String? = nil, quantile: Double? = nil,
        from: Double? = nil, to: Double? = nil, value: Double?, isHidden: Bool = false,
        noise: Double? = 0, interval: ClosedRange<Double>? = nil
    ) {
        self.kind = kind
        self.group = group
        self.column = column
        self.otherColumn = otherColumn
        self.level = level
        self.otherLevel = otherLevel
        self.quantile = quantile
        self.from = from
        self.to = to
        self.value = value
        self.isHidden = isHidden
        self.noise = noise
        self.interval = interval
    }
}
