import DureTensor
import Synchronization

/// A member's rows for boosted trees, with what the last states made of them.
///
/// A contribution to a state that follows the last one costs only the new work; for any other
/// state the work is done anew. What is remembered changes no result.
package final class TreeRows: Sendable {
    /// The rows as the study reads them.
    let rows: StudyRows
    private let memory: Mutex<TreeMemory?>

    init(_ rows: StudyRows) {
        self.rows = rows
        memory = Mutex(nil)
    }

    /// A member's part of a sum of histograms or losses.
    func contribution(
        to state: TreeState, header: TreeHeader, algorithm: GradientBoostedTrees
    ) throws(LearningError) -> [Double] {
        let sum = try memory.withLock { (memory) throws(LearningError) -> [Double]? in
            var own: TreeMemory
            if let known = memory.take(), known.header == header,
                known.settings == algorithm.parameters
            {
                own = known
            } else {
                own = try TreeMemory(rows, header, algorithm)
            }
            guard own.follow(state, algorithm) else { return nil }
            let sum = own.sum(state, algorithm)
            memory = own
            return sum
        }
        guard let sum else { throw .stateMismatch }
        return sum
    }

    /// Bins the rows, which the first contribution does otherwise; for measuring.
    package func prepare(
        for state: ModelState, _ algorithm: GradientBoostedTrees
    ) throws(LearningError) {
        guard let header = algorithm.read(state)?.header else { throw .stateMismatch }
        try memory.withLock { (memory) throws(LearningError) in
            memory = try TreeMemory(rows, header, algorithm)
        }
    }
}
