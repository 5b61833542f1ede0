/// What is wrong with a TOML file, and where: the line, the dotted key, never the value.
package struct TOMLError: Error, Hashable, Sendable {
    /// The line, counted from 1.
    package let line: Int
    /// The key with the tables above it, as in `rule[2].max_epsilon`; tables of a list are counted
    /// from 1.
    ///
    /// Empty where no key is known.
    package let key: String
    /// What is wrong there.
    package let problem: Problem

    /// An error at a place.
    package init(line: Int, key: String, problem: Problem) {
        self.line = line
        self.key = key
        self.problem = problem
    }

    /// The ways in which a file can be wrong.
    @nonexhaustive
    package enum Problem: Hashable, Sendable {
        /// The file, or a part of it, has more bytes, elements or levels than it may.
        case tooLarge(limit: Int)
        /// Not TOML 1.0, or not UTF-8.
        case syntax
        /// The key stands there twice, or a table is opened a second time.
        case duplicateKey
        /// A key that must be there is not.
        case missing
        /// The value is of another type.
        case wrongType(expected: TOMLKind)
        /// No such key is known there.
        case unknownKey
        /// The value is none of the known words.
        case unknownValue
        /// The number, or the count of elements, is outside the bounds.
        case outOfRange(min: Double, max: Double)
        /// The key is known but has no meaning beside this other one.
        case notTogether(with: String)
        /// The value must differ from this other one, and is the same.
        case sameAs(String)
    }
}

/// The types of values that a reader can ask for.
package enum TOMLKind: String, Hashable, Sendable {
    /// A text.
    case string
    /// A whole number.
    case integer
    /// A finite number.
    case number
    /// `true` or `false`.
    case bool
    /// A day without a time, as in `2026-12-01`.
    case date
    /// A list.
    case array
    /// A table.
    case table
}
