/// Which fold a record belongs to: told by what the study reads of it, and by nothing else.
///
/// So it is the same fold whoever holds the record, equal records never stand on both sides, and a
/// record that comes or goes moves no other, which is what a promise about single records needs: a
/// place in a shuffled list would move with every record before it.
enum RecordFolds {
    /// The fold of each row, 0 up to `count`.
    ///
    /// A row's word begins as 0. For each input in the study's order, then target, event, weight
    /// and offset where there are any, it is combined by exclusive or with the value's 64 bits (a
    /// binary64, with 0 for -0 and 0x7ff8000000000000 where there is none; a level's place, or -1)
    /// and mixed as in SplitMix64 (Steele, Lea and Flood 2014). The fold is the upper half of its
    /// product with `count`.
    static func folds(of table: StudyTable, count: Int) -> [Int] {
        var words = [UInt64](repeating: 0, count: table.rowCount)
        func mix(_ numbers: [Double]) {
            for (row, number) in numbers.enumerated() {
                words[row] = mixed(words[row] ^ bits(of: number))
            }
        }
        for values in table.inputs {
            switch values {
            case .numbers(let numbers): mix(numbers)
            case .codes(let codes):
                for (row, code) in codes.enumerated() {
                    words[row] = mixed(words[row] ^ UInt64(bitPattern: Int64(code)))
                }
            }
        }
        for numbers in [table.target, table.events, table.weights, table.offsets] { mix(numbers) }
        return words.map { Int($0.multipliedFullWidth(by: UInt64(count)).high) }
    }

    private static func bits(of number: Double) -> UInt64 {
        number.isNaN ? 0x7ff8_0000_0000_0000 : (number + 0).bitPattern
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
