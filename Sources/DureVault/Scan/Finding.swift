/// A place where a personal number, a name or a way to reach somebody seems to stand.
///
/// It says where and what kind, never the value itself.
package struct Finding: Sendable, Hashable {
    /// What the number's own check says.
    package enum Check: String, Sendable, CaseIterable {
        /// The check digits are right, or the date, the province and the like are.
        case passed
        /// The check digits are wrong, and something else speaks for the number.
        case failed
        /// The number has nothing that could be checked.
        case none
    }

    /// How sure the scanner is.
    package enum Confidence: Int, Sendable, Comparable, CaseIterable {
        /// Only the form fits; so do many harmless numbers.
        case possible
        /// The form, and a check or a word nearby.
        case likely
        /// Hardly anything else looks like this.
        case certain

        /// Orders by how sure.
        package static func < (left: Confidence, right: Confidence) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The rule that fits best, such as `kr_rrn`.
    package let type: String
    /// The economy of that rule; `ZZ` for none.
    package let economy: String
    /// What the number is about.
    package let kind: IdentifierKind
    /// Other rules that fit too, the likelier first.
    package let alternatives: [String]
    /// What the number's check says.
    package let check: Check
    /// How sure the scanner is.
    package let confidence: Confidence
    /// The word nearby that spoke for it, as the scanner's list has it.
    package let context: String?
    /// Where it stands: offset and length in the original, in bytes.
    package let range: Range<Int>
    /// The line, from 1.
    package let line: Int

    /// Whether the rule fits, as the best or as another.
    package func names(_ type: String) -> Bool { self.type == type || alternatives.contains(type) }

    /// Whether nothing but its form speaks for it, and it is all of a cell of so many bytes.
    func isByChance(in cellByteCount: Int) -> Bool {
        range.count == cellByteCount && confidence == .likely && context == nil && kind != .name
    }

    /// Whether its check is right, and hardly any other number's would be.
    var isStrong: Bool { check == .passed && IdentifierTypes.isStrong(type) }

    /// The same finding, as all of a cell.
    func covering(_ range: Range<Int>) -> Finding {
        Finding(
            type: type, economy: economy, kind: kind, alternatives: alternatives, check: check,
            confidence: confidence, context: context, range: range, line: line)
    }

    /// The same finding, further into a stream.
    func moved(by offset: Int, line: Int) -> Finding {
        Finding(
            type: type, economy: economy, kind: kind, alternatives: alternatives, check: check,
            confidence: confidence, context: context,
            range: range.lowerBound + offset..<range.upperBound + offset, line: line)
    }
}

/// What an identifier is about.
package enum IdentifierKind: String, Sendable, CaseIterable {
    case person, health, tax, licence, passport, contact, account, device, business, name

    /// Whether it points to a person by itself; a business or a device does not.
    package var isPersonal: Bool { self != .business && self != .device }
}
