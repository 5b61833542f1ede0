package import DureCharter

extension TreeSettings {
    /// The keys of a study's table for boosted trees, its `kind` aside.
    package static let keys: Set<String> = [
        "trees", "learning_rate", "growth", "depth_max", "leaves_max", "rows_min", "hessian_min",
        "ridge", "gain_min", "bins", "edges", "bin_edges", "monotone", "patience",
        "held_out_every",
    ]

    /// Reads the settings from a study's `[algorithm]` table.
    ///
    /// - Throws: `TOMLError` naming key and line: an unknown key, a wrong type, a value out of its
    ///   range, or a column in `bin_edges` or `monotone` that is no input of numbers.
    package init(reading table: TOMLReader, columns: StudyColumns) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: Self.keys.union(["kind"]))
        self.init()
        treeCount = try table.optionalInteger("trees", in: 1...Self.treeCountMax) ?? treeCount
        learningRate =
            try table.optionalDouble("learning_rate", in: 1e-6...1) ?? learningRate
        growth = try table.optionalChoice("growth") ?? growth
        let depths = 1...(growth == .depthWise ? 12 : 64)
        depthMax = try table.optionalInteger("depth_max", in: depths)
        leavesMax = try table.optionalInteger("leaves_max", in: 2...Self.leavesMaxMax)
        rowsMin =
            try table.optionalInteger("rows_min", in: 1...1_000_000_000) ?? Self.rowsMinUsual
        hessianMin = try table.optionalDouble("hessian_min", in: 0...1e12) ?? hessianMin
        ridge = try table.optionalDouble("ridge", in: 0...1e12) ?? ridge
        gainMin = try table.optionalDouble("gain_min", in: 0...1e12) ?? gainMin
        binsMax = try table.optionalInteger("bins", in: 2...255) ?? binsMax
        edges = try table.optionalChoice("edges") ?? edges
        try readStopping(table)
        try readColumns(table, columns: columns)
    }

    private mutating func readStopping(_ table: TOMLReader) throws(TOMLError) {
        let patience = try table.optionalInteger("patience", in: 1...Self.treeCountMax)
        let every = try table.optionalInteger("held_out_every", in: 2...1_000)
        guard patience != nil || every != nil else { return }
        let usual = Stopping()
        stopping = Stopping(
            patience: patience ?? usual.patience, heldOutEvery: every ?? usual.heldOutEvery)
    }

    private mutating func readColumns(
        _ table: TOMLReader, columns: StudyColumns
    ) throws(TOMLError) {
        if let edges = try table.optionalTable("bin_edges") {
            for name in edges.keys {
                let values = try edges.doubles(name)
                guard let feature = columns.number(name) else {
                    throw edges.error(name, .unknownKey)
                }
                guard TreeBins.edges(values, of: feature, binsMax: binsMax) != nil else {
                    throw edges.error(name, .outOfRange(min: feature.lower, max: feature.upper))
                }
                declaredEdges[name] = values
            }
        }
        if let directions = try table.optionalTable("monotone") {
            for name in directions.keys {
                guard columns.number(name) != nil else {
                    throw directions.error(name, .unknownKey)
                }
                monotone[name] = try directions.choice(name)
            }
        }
    }
}

extension StudyColumns {
    /// The input of numbers with that name; nil where there is none.
    func number(_ name: String) -> FeatureSpecification? {
        for case .number(let feature, _) in inputs where feature.column == name { return feature }
        return nil
    }
}
