import DureCore
import DureTensor

/// What one kind of learning is measured in a process of its own for, so that its memory is its own.
enum LearningJob: String, Sendable {
    case trees
    case regression
    case network
    case simulation
    case prediction

    func measure(threads: Int) throws -> LearningFigures {
        let pool = WorkerPool(count: threads)
        return switch self {
        case .trees: try TreeSpeed.measure(pool)
        case .regression: try RegressionSpeed.measure(pool)
        case .network: try NetworkSpeed.measure(pool)
        case .simulation: try SimulationSpeed.measure()
        case .prediction: try PredictionSpeed.measure(pool)
        }
    }
}

/// Figures by name, on their way from that process.
struct LearningFigures: Sendable {
    private var numbers: [String: Double] = [:]
    private let dataByteCount: Int

    /// - Parameter dataByteCount: The dataset's bytes, with eight for each number.
    init(dataByteCount: Int) {
        self.dataByteCount = dataByteCount
    }

    subscript(_ name: String) -> Double {
        get { numbers[name] ?? 0 }
        set { numbers[name] = newValue }
    }

    /// The least of several turns: a shared machine only ever adds to a time.
    mutating func keepLeast(_ name: String, _ number: Double) {
        numbers[name] = min(numbers[name] ?? .infinity, number)
    }

    mutating func keepMost(_ name: String, _ number: Double) {
        numbers[name] = max(numbers[name] ?? 0, number)
    }

    /// The most memory that the process held so far, as a multiple of the dataset's bytes.
    mutating func takeMemory() throws {
        numbers["memory"] = Double(try Meter.memoryPeak()) / Double(dataByteCount)
    }

    var text: String { JSONValue.object(numbers.mapValues { .number($0) }).canonicalText }

    /// Reads what ``text`` wrote.
    init(parsing text: String) throws {
        let json = try JSONValue(parsing: Array(text.utf8), byteCountMax: 1 << 16)
        guard case .object(let members) = json else { throw SpeedError.badArguments }
        numbers = members.compactMapValues(\.double)
        dataByteCount = 0
    }
}
