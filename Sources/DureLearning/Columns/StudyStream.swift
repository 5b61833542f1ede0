internal import Synchronization

/// A member's part of the sum at a state, from rows that are read anew each time; the same bits as
/// from rows in memory.
///
/// - Throws: ``LearningError/rowsUnreadable``, and what contributions throw.
package typealias StreamedSums =
    @Sendable (_ state: ModelState) throws(LearningError) -> [Double]

/// The same from a table in memory, and where one institution starts that learns alone.
package struct HeldSums: Sendable {
    /// The start, or a state nearer the end that some of the rows led to; found when it is asked
    /// for.
    let start: @Sendable () -> ModelState
    /// The sum at a state.
    let sum: StreamedSums
}

/// Rows that stay where they lie, counted once.
package final class StudyStream: Sendable {
    /// What the columns are.
    package let columns: StudyColumns
    /// How many bytes of memory learning may take.
    package let byteCountMax: Int
    /// How many bytes the rows would take in memory, and once more what is made of them.
    package let heldByteCount: Int
    /// How many rows.
    package let rowCount: Int
    /// How many rows miss no input.
    package let completeRowCount: Int
    /// What each part holds.
    let counts: [Counts]
    /// About how many bytes the largest part takes while it is read, opened and scaled.
    let partByteCountMax: Int
    /// For each part, the place of its first row among all.
    let firstRows: [Int]
    private let parts: any TableParts
    private let firstFailure = Mutex<(any Error)?>(nil)

    struct Counts: Sendable, Hashable {
        let rowCount: Int
        let completeRowCount: Int

        init(_ table: StudyTable) {
            rowCount = table.rowCount
            completeRowCount = table.isComplete.count { $0 }
        }
    }

    init(_ parts: some TableParts, byteCountMax: Int) throws {
        var counts: [Counts] = []
        var firstRows: [Int] = []
        var (rowCount, readCount, byteCount, largest) = (0, 0, 0, 0)
        for part in 0..<parts.partCount {
            let table: StudyTable
            do {
                table = try parts.table(part)
            } catch let error as LearningError {
                throw error.counting(from: readCount)
            }
            firstRows.append(rowCount)
            counts.append(Counts(table))
            rowCount += table.rowCount
            readCount += table.rowCount + table.droppedRowCount
            byteCount += table.byteCount
            largest = max(
                largest,
                4 * table.byteCount + parts.columns.scaledByteCount(rowCount: table.rowCount))
        }
        columns = parts.columns
        self.parts = parts
        self.counts = counts
        self.firstRows = firstRows
        self.rowCount = rowCount
        self.byteCountMax = byteCountMax
        completeRowCount = counts.reduce(0) { $0 + $1.completeRowCount }
        heldByteCount = byteCount + max(byteCount, columns.scaledByteCount(rowCount: rowCount))
        partByteCountMax = largest
    }

    /// Why rows could not be read; nil where they could.
    package var failure: (any Error)? { firstFailure.withLock { $0 } }

    /// The rows of one part.
    ///
    /// - Throws: ``LearningError/rowsUnreadable``, also where they are not those that were counted.
    func table(_ part: Int) throws(LearningError) -> StudyTable {
        let table: StudyTable
        do {
            table = try parts.table(part)
        } catch {
            firstFailure.withLock { $0 = $0 ?? error }
            throw .rowsUnreadable
        }
        guard Counts(table) == counts[part], table.columns == columns else {
            throw .rowsUnreadable
        }
        return table
    }

    /// All rows in one table; nil where there is no part.
    func joined() throws -> StudyTable? {
        do {
            return try StudyTable.joined(partCount: counts.count, rowCount: rowCount, table)
        } catch {
            throw failure ?? error
        }
    }

    /// The error of an algorithm that has to hold so many bytes.
    package func doesNotFit(_ byteCount: Int) -> LearningError {
        .doesNotFit(neededByteCount: byteCount, limitByteCount: byteCountMax)
    }
}

extension StudyColumns {
    /// How many bytes of memory rows take whose levels and splines are numbers of their own, as
    /// regressions want them.
    package func scaledByteCount(rowCount: Int) -> Int {
        8 * DesignTerms(inputs).width * rowCount
    }
}

extension StudyTable {
    /// How many bytes of memory the values take.
    var byteCount: Int {
        var count = 8 * (target.count + events.count + weights.count + offsets.count)
        for values in inputs {
            switch values {
            case .numbers(let numbers): count += 8 * numbers.count
            case .codes(let codes): count += 4 * codes.count
            }
        }
        // A text of more than 15 bytes lies beside its 16, after a head of 32.
        for text in texts.joined() {
            count += 16 + (text.utf8.count > 15 ? 32 + text.utf8.count : 0)
        }
        return count
    }
}

extension LearningError {
    /// The same error of rows that follow others.
    fileprivate func counting(from rowCount: Int) -> LearningError {
        switch self {
        case .notFinite(let row, let column): .notFinite(row: row + rowCount, column: column)
        case .labelNotBinary(let row, let column):
            .labelNotBinary(row: row + rowCount, column: column)
        default: self
        }
    }
}
