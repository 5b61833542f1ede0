internal import DureCore

/// The kinds of ways in which a root key can be opened.
package enum SlotKind: String, Sendable, CaseIterable {
    static let idByteCount = 4

    /// A passphrase, stretched with scrypt.
    case passphrase
    /// The key itself in a file; it protects nothing against who can read the disk.
    case plainFile = "plain-file"
    /// A secret that systemd hands to the service, sealed to the machine's TPM.
    case credential = "systemd"
    /// A program that asks a token (PKCS#11) or a key service.
    case helper
    /// Two of three cards on paper.
    case cards
}

/// What is shown of a slot.
package struct SlotSummary: Sendable, Hashable {
    /// Eight hexadecimal digits.
    package let id: String
    /// Its kind.
    package let kind: SlotKind
    /// The day on which it was made: `2026-11-23`.
    package let made: String
    /// A credential's name or a helper's path; nil for the others.
    package let detail: String?

    init(_ slot: SlotFile.Slot) {
        id = slot.id
        kind = slot.kind
        made = slot.made
        detail = slot.parameters["name"]?.text ?? slot.parameters["program"]?.text
    }
}

/// A program that keeps a slot's secret wrapped: it speaks to a token or a key service.
package struct HelperProgram: Sendable, Hashable {
    static let argumentCountMax = 16
    static let textByteCountMax = 1_024

    /// Absolute.
    package let path: String
    /// Its arguments.
    package let arguments: [String]

    /// Names it.
    package init(path: String, arguments: [String] = []) {
        self.path = path
        self.arguments = arguments
    }
}

/// What slots need of the machine.
package protocol SlotWorld: Sendable {
    /// What a service's credential holds.
    ///
    /// - Throws: ``VaultError/credentialMissing(name:)``, ``VaultError/credentialExposed(name:)``.
    func credential(_ name: String) throws -> [UInt8]
    /// Asks a helper once: a line goes in, a line comes out.
    ///
    /// - Throws: ``VaultError/helperUnsafe(path:part:)``, ``VaultError/helperFailed(path:fault:)``.
    func ask(_ helper: HelperProgram, _ line: [UInt8]) throws -> [UInt8]
}

/// A new way in.
package enum NewSlot: Sendable {
    /// A passphrase of at least ``RootKeySlots/passphraseLengthMin`` characters.
    case passphrase(String)
    /// The key itself in a file; say so in red.
    case plainFile
    /// A credential of that name: begins with `dure`, at most 64 of `A-Z a-z 0-9 . _ -`.
    ///
    /// The secret goes to `deliver` before the slot is written.
    case credential(name: String)
    /// A helper, which is asked to wrap and to unwrap before the slot is written.
    case helper(HelperProgram)
    /// Three cards of which two open; they go to `deliver` before the slot is written.
    case cards

    /// Its kind.
    package var kind: SlotKind {
        switch self {
        case .passphrase: .passphrase
        case .plainFile: .plainFile
        case .credential: .credential
        case .helper: .helper
        case .cards: .cards
        }
    }
}

/// What a person must keep so that a new slot opens.
package enum SlotToken: Sendable {
    /// The text of a credential, to be sealed for the service.
    case credential(name: String, text: String)
    /// Three cards.
    case cards([RecoveryCard])
}

/// A way to open, chosen by who runs the program and never by a file in the home.
package enum SlotOpening: Sendable {
    /// By a passphrase.
    case passphrase(String)
    /// By the plain file.
    case plainFile
    /// By whichever slot's credential is there.
    case credential
    /// By a slot that names exactly this program.
    case helper(path: String)
    /// By two cards.
    case cards([RecoveryCard])

    /// The kind of slot that it opens.
    package var kind: SlotKind {
        switch self {
        case .passphrase: .passphrase
        case .plainFile: .plainFile
        case .credential: .credential
        case .helper: .helper
        case .cards: .cards
        }
    }
}
