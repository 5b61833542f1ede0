/// Figures that others published, cited beside ours.
///
/// FLamby: J. Ogier du Terrail and others, "FLamby: Datasets and Benchmarks for Cross-Silo
/// Federated Learning in Realistic Healthcare Settings", NeurIPS 2022, Fed-Heart-Disease: accuracy
/// of a logistic regression on each hospital's test rows, same rows and split, but every hospital
/// scaled by its own mean and deviation.
enum Published {
    struct Line {
        let name: String
        /// By hospital; empty where only the mean was published.
        let accuracies: [Double]
        let mean: Double
    }

    static let flamby = [
        Line(name: "pooled", accuracies: [0.783, 0.764, 0.750, 0.644], mean: 0.735),
        Line(name: "FedAvg", accuracies: [0.731, 0.719, 0.650, 0.640], mean: 0.685),
        Line(
            name: "best federated (FedAdagrad, FedYogi)",
            accuracies: [0.760, 0.753, 0.738, 0.676], mean: 0.732),
        Line(name: "FedAvg with DP, ε = 1, δ = 1e-3", accuracies: [], mean: 0.702),
    ]
}
