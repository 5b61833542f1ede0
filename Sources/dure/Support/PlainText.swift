extension String {
    /// The text as a terminal may be given it: what it would obey instead of showing stands there
    /// as a code, `\u{1b}`.
    ///
    /// Names in ledgers and files come from others. Control characters could hide lines or make
    /// some up, and marks of direction could turn what is read around.
    func plain(keepsLines: Bool) -> String {
        guard unicodeScalars.contains(where: { Self.isObeyed($0, keepsLines) }) else {
            return self
        }
        return unicodeScalars.reduce(into: "") { text, scalar in
            guard Self.isObeyed(scalar, keepsLines) else {
                text.unicodeScalars.append(scalar)
                return
            }
            text += "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func isObeyed(_ scalar: Unicode.Scalar, _ keepsLines: Bool) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a: !keepsLines
        case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069:
            true
        default: false
        }
    }
}
