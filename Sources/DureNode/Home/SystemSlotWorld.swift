internal import DureCore
package import DureVault

/// This machine as the slots of a root key see it: credentials of the service manager, and helpers.
package struct SystemSlotWorld: SlotWorld {
    /// The environment variable that names the helper that may be started.
    package static let helperVariable = "DURE_HELPER"
    /// Where systemd puts a service's credentials.
    package static let folderVariable = "CREDENTIALS_DIRECTORY"
    private static let credentialByteCountMax = 4_096
    private static let outputByteCountMax = 16_384
    /// A token may ask for a touch.
    private static let timeoutMilliseconds = 60_000
    private static let sealers = ["/usr/bin/systemd-creds", "/bin/systemd-creds"]

    private let environment: [String: String]
    private let timeoutMilliseconds: Int
    /// Shows what a helper says to people.
    private let say: @Sendable (String) -> Void

    /// Takes the environment of the process.
    package init(
        environment: [String: String], timeoutMilliseconds: Int = Self.timeoutMilliseconds,
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.environment = environment
        self.timeoutMilliseconds = timeoutMilliseconds
        self.say = say
    }

    // MARK: Which way

    /// How this process opens a home.
    ///
    /// The environment alone decides, never a file of the home: otherwise whoever can write there
    /// could put a key of their own in the plain file and have it taken.
    package var opening: SlotOpening {
        if let passphrase = environment[MemberHome.passphraseVariable] {
            return .passphrase(passphrase)
        }
        if let helper = environment[Self.helperVariable] { return .helper(path: helper) }
        return hasCredential ? .credential : .plainFile
    }

    private var hasCredential: Bool {
        guard let folder = environment[Self.folderVariable] else { return false }
        // A folder that cannot be listed is met again, and told of, when the credential is read.
        guard let names = try? FileStorage(root: folder).list("") else { return true }
        return names.contains { $0.hasPrefix("dure") }
    }

    // MARK: Credentials

    package func credential(_ name: String) throws -> [UInt8] {
        guard let folder = environment[Self.folderVariable], folder.hasPrefix("/"),
            let file = FileFacts(of: "\(folder)/\(name)")
        else { throw VaultError.credentialMissing(name: name) }
        let exposed = VaultError.credentialExposed(name: name)
        guard let above = FileFacts(of: folder), above.kind == .folder, above.isSafeFromOthers,
            file.kind == .file, file.isSafeFromOthers
        else { throw exposed }
        // systemd gives the service's user an entry of its own on a file of root's: the bits for
        // the group are then the most that any such entry may do, and no group's.
        let isOnlyOurs = file.mode & 0o077 == 0
        let isForService = file.isRoots && !file.isOwn && file.mode & 0o037 == 0
        guard isOnlyOurs || isForService else { throw exposed }
        do {
            let storage = FileStorage(root: folder)
            guard
                let bytes = try storage.read(name, byteCountMax: Self.credentialByteCountMax)
            else { throw VaultError.credentialMissing(name: name) }
            return bytes
        } catch StorageError.tooLarge {
            throw VaultError.credentialUnusable(name: name)
        }
    }

    /// Has the service manager seal a credential's text into a file that only it can open.
    ///
    /// - Throws: ``NodeError/noCredentialSealer``, ``NodeError/credentialNotSealed(path:)``,
    ///   ``NodeError/fileExists(path:)``.
    package func seal(_ text: String, name: String, to file: String) throws {
        guard FileFacts(of: file) == nil else { throw NodeError.fileExists(path: file) }
        guard let program = Self.sealers.first(where: { FileFacts(of: $0) != nil }) else {
            throw NodeError.noCredentialSealer
        }
        let child = ChildProgram(
            path: program, arguments: ["encrypt", "--name=\(name)", "-", file],
            environment: childEnvironment)
        do {
            let outcome = try child.run(
                input: Array(text.utf8), byteCountMax: Self.outputByteCountMax,
                timeoutMilliseconds: timeoutMilliseconds)
            if outcome.status != 0 { tell(outcome.errors, hiding: [text]) }
            guard outcome.status == 0, FileFacts(of: file) != nil else {
                throw NodeError.credentialNotSealed(path: file)
            }
        } catch is ChildProgram.Failure {
            throw NodeError.credentialNotSealed(path: file)
        }
    }

    // MARK: Helpers

    package func ask(_ helper: HelperProgram, _ line: [UInt8]) throws -> [UInt8] {
        try Self.check(helper.path)
        let child = ChildProgram(
            path: helper.path, arguments: helper.arguments, environment: childEnvironment)
        let failed = { VaultError.helperFailed(path: helper.path, fault: $0) }
        let outcome: ChildProgram.Outcome
        do throws(ChildProgram.Failure) {
            outcome = try child.run(
                input: line, byteCountMax: Self.outputByteCountMax,
                timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            switch error {
            case .notStarted: throw failed(.notStarted)
            case .tooSlow: throw failed(.tooSlow)
            case .tooMuchOutput: throw failed(.tooMuchOutput)
            }
        }
        tell(outcome.errors, hiding: [line, outcome.output].compactMap(Self.data))
        guard outcome.status == 0 else { throw failed(.ended(status: Int(outcome.status))) }
        return outcome.output
    }

    /// The program and all folders above it: nobody else may put another in its place.
    private static func check(_ path: String) throws(VaultError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        func refusal(_ part: String) -> VaultError { .helperUnsafe(path: path, part: part) }
        guard path.hasPrefix("/"), let root = FileFacts(of: "/"), root.keepsNames else {
            throw refusal("/")
        }
        var place = ""
        for (index, part) in parts.enumerated() {
            place += "/\(part)"
            guard !part.isEmpty, part != ".", part != "..", let facts = FileFacts(of: place)
            else { throw refusal(place) }
            let isLast = index == parts.count - 1
            let isSound =
                isLast
                ? facts.kind == .file && facts.isSafeFromOthers && facts.mode & 0o111 != 0
                : facts.kind == .folder && facts.keepsNames
            guard isSound else { throw refusal(place) }
        }
    }

    /// Settings for a child: none of our own, which may be secrets.
    private var childEnvironment: [String: String] {
        environment.filter { !$0.key.hasPrefix("DURE_") }
    }

    /// The secret in a line of the protocol, where there is one.
    private static func data(in line: [UInt8]) -> String? {
        // A line that is no JSON holds no secret of ours that could be known.
        let json = try? JSONValue(parsing: line, byteCountMax: outputByteCountMax)
        return json?["data"]?.text
    }

    private func tell(_ bytes: [UInt8], hiding secrets: [String]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else { return }
        let tells = secrets.contains { text.lowercased().contains($0.lowercased().prefix(16)) }
        say(tells ? "[…]" : text)
    }
}
