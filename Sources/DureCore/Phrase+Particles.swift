/// Korean particles, whose form follows from the sound that ends the word before them.
///
/// A sentence writes both forms, as in `{name}이(가)`; what people read has the right one. Where no
/// rule tells the sound of a foreign word, the commonest reading of its spelling is taken.
enum Particles {
    private static let forms: [(both: String, afterConsonant: String, afterVowel: String)] = [
        ("이(가)", "이", "가"), ("을(를)", "을", "를"), ("은(는)", "은", "는"),
        ("과(와)", "과", "와"), ("(으)로", "으로", "로"), ("(이)라", "이라", "라"),
    ]

    /// How a word's last sound decides.
    private enum Ending {
        case vowel
        case rieul
        case consonant
    }

    /// The text with one form of each particle.
    static func resolved(_ text: String) -> String {
        var text = text
        for form in forms where text.contains(form.both) {
            let parts = text.split(separator: form.both, omittingEmptySubsequences: false)
            var joined = String(parts[0])
            for part in parts.dropFirst() {
                let ending = ending(of: joined)
                // 로 follows a vowel and ㄹ alike.
                let isVowel = ending == .vowel || (ending == .rieul && form.both == "(으)로")
                joined += isVowel ? form.afterVowel : form.afterConsonant
                joined += part
            }
            text = joined
        }
        return text
    }

    private static func ending(of text: String) -> Ending {
        let letters = Array(spoken(text).suffix(2))
        guard let last = letters.last else { return .vowel }
        if let scalar = last.unicodeScalars.first, (0xac00...0xd7a3).contains(scalar.value) {
            switch (scalar.value - 0xac00) % 28 {
            case 0: return .vowel
            case 8: return .rieul
            default: return .consonant
            }
        }
        if let digit = last.wholeNumberValue {
            // 영 일 이 삼 사 오 육 칠 팔 구
            return [1, 7, 8].contains(digit)
                ? .rieul : [0, 3, 6].contains(digit) ? .consonant : .vowel
        }
        return latin(last, after: letters.count > 1 ? letters[0] : nil)
    }

    /// The sound of a foreign word's last letter, as Korean usually writes it down.
    private static func latin(_ last: Character, after before: Character?) -> Ending {
        switch last.lowercased() {
        case "l": return .rieul
        case "m", "n", "c", "k", "p", "b": return .consonant
        case "g": return before?.lowercased() == "n" ? .consonant : .vowel
        case "t":
            return before.map { "aeiou".contains($0.lowercased()) } == true
                ? .consonant : .vowel
        default: return .vowel
        }
    }

    /// Without what is not spoken at the end: quotes, and what stands in parentheses.
    private static func spoken(_ text: String) -> Substring {
        var rest = text[...]
        while let last = rest.last, !last.isLetter, !last.isNumber {
            if last == ")", let open = rest.lastIndex(of: "("), open > rest.startIndex {
                rest = rest[..<open]
            } else {
                rest = rest.dropLast()
            }
        }
        return rest
    }
}
