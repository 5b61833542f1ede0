extension StatisticsModel {
    /// All numbers, group after group, those of all rows first.
    package var figures: [StatisticsFigure] {
        let layout = algorithm.layout
        let blocks =
            layout.blockCount > 1 ? [layout.overall] + (0..<layout.blockCount) : [layout.overall]
        return blocks.flatMap { block in
            [counted(.records, layout.records, block)]
                + layout.numbers.indices.flatMap { numberFigures($0, block) }
                + layout.categories.indices.flatMap { levelFigures($0, block) }
                + layout.crosses.indices.flatMap { crossFigures($0, block) }
                + layout.pairs.indices.flatMap { pairFigures($0, block) }
        }
    }

    /// The numbers of one kind.
    package func figures(
        _ kind: StatisticsFigure.Kind, column: String? = nil,
        group: StatisticsFigure.Group = .all
    ) -> [StatisticsFigure] {
        figures.filter {
            $0.kind == kind && $0.group == group && (column == nil || $0.column == column)
        }
    }

    private func group(_ block: Int) -> StatisticsFigure.Group {
        let layout = algorithm.layout
        guard block != layout.overall, let input = layout.group,
            case .category(let category) = columns.inputs[input]
        else { return .all }
        return block < category.levels.count ? .level(category.levels[block]) : .without
    }

    private func name(_ input: Int) -> String { columns.inputs[input].name }

    private func counted(
        _ kind: StatisticsFigure.Kind, _ place: Int, _ block: Int, column: String = "",
        otherColumn: String = "", level: String? = nil, otherLevel: String? = nil,
        from: Double? = nil, to: Double? = nil
    ) -> StatisticsFigure {
        // Noise may take a count below 0, where no count is.
        let value = count(place, block: block).map { max($0, 0) }
        let noise = noise(block)
        let reach = Self.normal95 * noise
        return StatisticsFigure(
            kind, group(block), column: column, otherColumn: otherColumn, level: level,
            otherLevel: otherLevel, from: from, to: to, value: value, isHidden: value == nil,
            noise: noise,
            interval: noise > 0
                ? value.flatMap { ClosedRange(around: $0, reach: reach) }
                    .map { max($0.lowerBound, 0)...$0.upperBound } : nil)
    }

    private func numberFigures(_ number: Int, _ block: Int) -> [StatisticsFigure] {
        let layout = algorithm.layout
        let column = name(layout.numbers[number])
        let present = counted(.present, layout.present(number), block, column: column)
        let moments = moments(number, block: block)
        let variance = moments?.variance
        let isHidden = present.isHidden
        let deviationNoise = moments.flatMap { moments in
            variance.flatMap { $0 > 0 ? moments.varianceNoise / (2 * $0.squareRoot()) : nil }
        }
        let unknown: Double? = algorithm.isNoisy ? nil : 0
        var figures = [present, missing(number, block, column: column)]
        figures.append(
            StatisticsFigure(
                .mean, group(block), column: column, value: moments?.mean, isHidden: isHidden,
                noise: moments?.meanNoise ?? unknown, interval: moments?.interval))
        figures.append(
            StatisticsFigure(
                .variance, group(block), column: column, value: variance, isHidden: isHidden,
                noise: moments?.varianceNoise ?? unknown))
        figures.append(
            StatisticsFigure(
                .deviation, group(block), column: column, value: variance?.squareRoot(),
                isHidden: isHidden, noise: deviationNoise ?? unknown))
        figures += quantileFigures(number, block, column: column, isHidden: isHidden)
        let (lower, width) = (
            algorithm.steps[number].lower,
            algorithm.steps[number].range / Double(max(layout.binCount, 1))
        )
        figures += (0..<layout.binCount).map { bin in
            counted(
                .bin, layout.bin(number, bin), block, column: column,
                from: lower + Double(bin) * width, to: lower + Double(bin + 1) * width)
        }
        return figures
    }

    private func missing(_ number: Int, _ block: Int, column: String) -> StatisticsFigure {
        let layout = algorithm.layout
        let all = count(layout.records, block: block)
        let present = count(layout.present(number), block: block)
        var value: Double?
        if let all, let present { value = all - present }
        let noise = noise(block) * 2.0.squareRoot()
        return StatisticsFigure(
            .missing, group(block), column: column, value: value, isHidden: value == nil,
            noise: noise)
    }

    private func quantileFigures(
        _ number: Int, _ block: Int, column: String, isHidden: Bool
    ) -> [StatisticsFigure] {
        let steps = algorithm.steps[number]
        let layout = algorithm.layout
        return algorithm.plan.quantiles.enumerated().map { index, quantile in
            if algorithm.isNoisy {
                let found = noisyQuantile(quantile, number, block)
                return StatisticsFigure(
                    .quantile, group(block), column: column, quantile: quantile,
                    from: found?.from, to: found?.to, value: found?.value, noise: nil)
            }
            let entryBlock = layout.blockCount == 1 ? 0 : block
            let place = openings.quantileStart(number, block: entryBlock).map { $0 + index }
            guard let place else {
                return StatisticsFigure(
                    .quantile, group(block), column: column, quantile: quantile, value: nil,
                    isHidden: isHidden)
            }
            let interval = intervals[place]
            let end = min(interval.end - 1, steps.count)
            return StatisticsFigure(
                .quantile, group(block), column: column, quantile: quantile,
                from: steps.value(Double(interval.start)), to: steps.value(Double(end)),
                value: min(max(interval.estimate(steps), steps.lower), steps.lower + steps.range))
        }
    }

    /// From the histogram, negative counts taken as 0.
    private func noisyQuantile(
        _ quantile: Double, _ number: Int, _ block: Int
    ) -> (value: Double, from: Double, to: Double)? {
        let layout = algorithm.layout
        let bins = (0..<layout.binCount).map {
            max(count(layout.bin(number, $0), block: block) ?? 0, 0)
        }
        let total = bins.reduce(0, +)
        guard total > 2 * noise(block) else { return nil }
        let width = algorithm.steps[number].range / Double(layout.binCount)
        var before = 0.0
        for (bin, count) in bins.enumerated() where count > 0 {
            if before + count >= quantile * total {
                let from = algorithm.steps[number].lower + Double(bin) * width
                let share = (quantile * total - before) / count
                return (from + share * width, from, from + width)
            }
            before += count
        }
        return nil
    }

    private func levels(_ category: Int) -> [String?] {
        let input = algorithm.layout.categories[category]
        guard case .category(let category) = columns.inputs[input] else { return [] }
        return category.levels + [nil]
    }

    private func levelFigures(_ category: Int, _ block: Int) -> [StatisticsFigure] {
        levels(category).enumerated().map { code, level in
            counted(
                .level, algorithm.layout.level(category, code), block,
                column: name(algorithm.layout.categories[category]), level: level)
        }
    }

    private func crossFigures(_ index: Int, _ block: Int) -> [StatisticsFigure] {
        let layout = algorithm.layout
        let cross = layout.crosses[index]
        return levels(cross.first).enumerated().flatMap { row, level in
            levels(cross.second).enumerated().map { column, otherLevel in
                counted(
                    .cell, layout.cell(index, row, column), block,
                    column: name(layout.categories[cross.first]),
                    otherColumn: name(layout.categories[cross.second]), level: level,
                    otherLevel: otherLevel)
            }
        }
    }

    private func pairFigures(_ index: Int, _ block: Int) -> [StatisticsFigure] {
        let layout = algorithm.layout
        let pair = layout.pairs[index]
        let moments = moments(pair: index, block: block)
        let isHidden = count(layout.both(index), block: block) == nil
        let unknown: Double? = algorithm.isNoisy ? nil : 0
        let values = [
            (
                StatisticsFigure.Kind.covariance, moments?.covariance,
                moments?.covarianceNoise ?? unknown
            ),
            (.correlation, moments?.correlation, unknown),
        ]
        return values.map { kind, value, noise in
            StatisticsFigure(
                kind, group(block), column: name(layout.numbers[pair.first]),
                otherColumn: name(layout.numbers[pair.second]), value: value, isHidden: isHidden,
                noise: noise)
        }
    }
}
