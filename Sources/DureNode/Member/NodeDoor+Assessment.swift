internal import DureAssessment
package import DureCore
package import DureFederation
package import DureLearning
internal import DureVault

/// The outcome, judged on this member's own test rows. Rows and curves stay here.
extension NodeDoor {
    package func assess(_ study: StudyManifest, model: ModelState) throws -> JSONValue? {
        let joint = try LogisticModel(
            features: study.features, label: study.target, coefficients: model.coefficients)
        try record(
            "model.assess", object: joint.hash, details: ["study": .string(study.study.text)])
        let outcome: MemberOutcome
        var curves: [String: JSONValue] = [:]
        do {
            // Fitting one's own model is training, whatever it is for (control V07).
            let train = try matrix(study, set: study.split.train, use: .learning)
            let test = try matrix(study, set: study.split.test, use: .asGranted)
            let own = try OwnModel(features: study.features, label: study.target, data: train)
            let ownPredictions = Predictions(of: own.model, on: test)
            let jointPredictions = Predictions(of: joint, on: test)
            outcome = try MemberOutcome(
                member: home.settings.name, trainRowCount: train.rowCount, own: own.model,
                joint: joint, test: test)
            curves = [
                "own": Self.json(ownPredictions.rocPoints),
                "joint": Self.json(jointPredictions.rocPoints),
            ]
        } catch let error as StorageError {
            throw error  // The node's own disk: it is tried again when the node is started.
        } catch {
            // The charter may permit the study and not the assessment; then the model is kept, and
            // nobody is told measures.
            try save(joint, of: study, outcome: nil, curves: [:])
            try record(
                "model.unassessed", object: joint.hash,
                details: ["study": .string(study.study.text)])
            return nil
        }
        try save(joint, of: study, outcome: outcome, curves: curves)
        return outcome.limited(to: .measuresAndCounts).json
    }

    private func matrix(
        _ study: StudyManifest, set: String, use: RowUse
    ) throws -> DesignMatrix {
        try DesignMatrix(
            features: study.features, label: study.target,
            batch: rows(of: study, set: set, action: .assess, use: use))
    }

    private func save(
        _ model: LogisticModel, of study: StudyManifest, outcome: MemberOutcome?,
        curves: [String: JSONValue]
    ) throws {
        let name = study.study.text
        try home.storage.write(model.json.canonicalBytes, to: "models/\(name).json")
        var assessment: [String: JSONValue] = ["model": .string(model.hash.hex)]
        if let outcome {
            assessment["outcome"] = outcome.json
            assessment["roc"] = .object(curves)
        }
        try home.storage.write(
            JSONValue.object(assessment).canonicalBytes, to: "studies/\(name)/assessment.json")
    }

    private static func json(_ points: [ROCPoint]?) -> JSONValue {
        .array(
            (points ?? []).map { point in
                .array([
                    .number(point.falsePositiveShare), .number(point.truePositiveShare),
                ])
            })
    }
}
