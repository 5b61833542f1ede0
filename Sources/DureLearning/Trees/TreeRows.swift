import DureTensor
import Synchronization

/// A member's rows for boosted trees, with what the last states made of them.
///
/// A contribution to a state that follows the last one costs only the new work; for any other
/// state the work is done anew. What is remembered changes no result.
package final class TreeRows: Sendable {
    /// The rows as the study reads them.
    package let table: StudyTable
    private let memory: Mutex<TreeMemory?>

    init(_ table: StudyTable) {
        self.table = table
        memory = Mutex(nil)
    }

    /// A member's part of a sum of histograms or losses.
    func contribution(
        to state: TreeState, header: TreeHeader, algorithm: GradientBoostedTrees
    ) throws(LearningError) -> [Double] {
        let sum = memory.withLock { memory -> [Double]? in
            var own = memory.take() ?? TreeMemory(table, header, algorithm)
            if own.header != header || own.settings != algorithm.parameters {
                own = TreeMemory(table, header, algorithm)
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
        memory.withLock { $0 = TreeMemory(table, header, algorithm) }
    }
}
