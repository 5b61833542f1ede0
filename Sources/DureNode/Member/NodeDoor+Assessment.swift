internal import DureAssessment
package import DureCore
package import DureFederation
package import DureLearning
internal import DureVault

/// The outcome, judged on this member's own test rows. Rows and curves stay here.
extension NodeDoor {
    package func assess(_ study: StudyManifest, model: ModelState) throws -> JSONValue? {
        let joint = try ModelFile(study.algorithm, at: model, origin: origin(of: study))
        try record(
            "model.assess", object: joint.hash, details: ["study": .string(study.study.text)])
        try home.save(joint, as: study.study)
        let outcome: MemberOutcome
        var curves: [String: JSONValue] = [:]
        do {
            // Fitting one's own model is training, whatever it is for (control V07).
            let train = try table(study, side: .train, use: .learning)
            let test = try table(study, side: .test, use: .asGranted)
            let own = try study.ownAlgorithm.ownModel(from: train)
            outcome = try MemberOutcome(
                member: home.settings.name,
                trainRowCount: study.ownAlgorithm.usedRowCount(of: train), own: own,
                joint: joint.model, tuned: study.algorithm.tunedModel(from: model, on: train),
                test: test)
            if case .binary? = study.columns.target {
                curves = [
                    "own": Self.json(Predictions(of: own, on: test).rocPoints),
                    "joint": Self.json(Predictions(of: joint.model, on: test).rocPoints),
                ]
            }
        } catch let error as StorageError {
            throw error  // The node's own disk: it is tried again when the node is started.
        } catch {
            // The charter may permit the study and not the assessment; then the model is kept, and
            // nobody is told measures.
            try save(nil, of: joint, study, curves: [:])
            try record(
                "model.unassessed", object: joint.hash,
                details: ["study": .string(study.study.text)])
            return nil
        }
        try save(outcome, of: joint, study, curves: curves)
        return outcome.limited(to: .measuresAndCounts).json
    }

    /// The hashes of what the model was made of and under, as far as this node knows them.
    private func origin(of study: StudyManifest) throws -> [String: Digest] {
        [
            "study": try proposal(of: study.study).manifestHash,
            "charter": try home.charter().hash,
        ]
    }

    private func table(
        _ study: StudyManifest, side: StudySplit.Side, use: RowUse
    ) throws -> StudyTable {
        try StudyTable(
            study.columns, batch: rows(of: study, side: side, action: .assess, use: use))
    }

    private func save(
        _ outcome: MemberOutcome?, of model: ModelFile, _ study: StudyManifest,
        curves: [String: JSONValue]
    ) throws {
        var assessment: [String: JSONValue] = ["model": .string(model.hash.hex)]
        if let outcome {
            assessment["outcome"] = outcome.json
            assessment["roc"] = .object(curves)
        }
        try home.storage.write(
            JSONValue.object(assessment).canonicalBytes,
            to: "studies/\(study.study.text)/assessment.json")
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
