#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How a connection comes about, and what the server's codes mean.
// SAFETY: as in PostgresConnection.swift.
extension PostgresConnection {
    /// A file that is not there: libpq then takes none, whatever lies in somebody's home folder.
    private static let noFile = "/dev/null/none"

    /// Every setting by which libpq would otherwise look elsewhere.
    static func settings(
        for address: PostgresAddress, password: [UInt8]?
    ) -> [(String, [UInt8])] {
        let isVerified = address.security == .verifyAuthority || address.security == .verifyFull
        let authorities =
            address.authorities ?? (isVerified ? PostgresAddress.systemAuthorities : noFile)
        let texts: KeyValuePairs = [
            "host": address.host, "port": "\(address.port)", "dbname": address.database,
            "user": address.user,
            "sslmode": address.isUnixSocket ? "disable" : address.security.rawValue,
            "sslrootcert": authorities, "sslcert": noFile, "sslkey": noFile, "sslcrl": noFile,
            "sslsni": "1", "sslcompression": "0", "ssl_min_protocol_version": "TLSv1.2",
            "channel_binding": "prefer", "gssencmode": "disable", "krbsrvname": "postgres",
            "target_session_attrs": "any", "application_name": "dure",
            "client_encoding": "UTF8", "connect_timeout": "\(connectSeconds)",
            "keepalives": "1", "keepalives_idle": "30", "keepalives_interval": "10",
            "keepalives_count": "3", "tcp_user_timeout": "60000",
        ]
        // Where no password is kept, a space keeps libpq from looking for one elsewhere.
        return texts.map { ($0.key, Array($0.value.utf8)) }
            + [("password", password.flatMap { $0.isEmpty ? nil : $0 } ?? [0x20])]
    }

    /// Begins to connect; nil where there is no memory for it.
    static func start(
        _ library: PostgresLibrary, _ settings: [(String, [UInt8])]
    ) -> PostgresLibrary.Connection? {
        // SAFETY: all texts lie in one buffer that lives for the length of the call, each ended by
        // a zero; libpq copies them. The buffer is wiped, for the password is in it.
        var texts: [UInt8] = []
        var places: [Int] = []
        texts.reserveCapacity(settings.reduce(0) { $0 + $1.0.utf8.count + $1.1.count + 2 })
        for (name, value) in settings {
            for text in [Array(name.utf8), value] {
                places.append(texts.count)
                texts += text + [0]
            }
        }
        return unsafe texts.withUnsafeMutableBytes { buffer in
            let base = unsafe buffer.baseAddress.map {
                unsafe UnsafePointer($0.assumingMemoryBound(to: CChar.self))
            }
            guard let base = unsafe base else { return nil }
            var names: [UnsafePointer<CChar>?] = unsafe []
            var values: [UnsafePointer<CChar>?] = unsafe []
            for index in stride(from: 0, to: places.count, by: 2) {
                unsafe names.append(base + places[index])
                unsafe values.append(base + places[index + 1])
            }
            unsafe names.append(nil)
            unsafe values.append(nil)
            let handle = unsafe library.connectStart(names, values, 0)
            for index in 0..<buffer.count { unsafe buffer[index] = 0 }
            return unsafe handle
        }
    }

    /// Lets the handshake run to its end.
    func finishConnecting() throws(PostgresError) {
        let end = Self.now + Int64(Self.connectSeconds) * 1_000
        var stage = unsafe library.status(handle)
        var wish = PostgresLibrary.Polling.writing
        if stage == Self.bad { throw refusal(at: PostgresLibrary.Status.started) }
        while true {
            if wish == PostgresLibrary.Polling.ok { return }
            if wish == PostgresLibrary.Polling.failed { throw refusal(at: stage) }
            let left = Int((end - Self.now) / 1_000)
            let events = wish == PostgresLibrary.Polling.reading ? POLLIN : POLLOUT
            guard left > 0, try wait(for: Int32(events), seconds: left) else {
                throw .unreachable(server: address.text)
            }
            stage = unsafe library.status(handle)
            wish = unsafe library.connectPoll(handle)
        }
    }

    private static let bad: CInt = 1

    /// Why no connection came about, by how far it had come and the server's code.
    ///
    /// The library's own words are looked through and never shown.
    private func refusal(at stage: CInt) -> PostgresError {
        let words = unsafe library.errorMessage(handle).map { unsafe String(cString: $0) } ?? ""
        if let code = Self.code(in: words) { return refusal(code) }
        let isSecured = address.security != .disable && !address.isUnixSocket
        if isSecured, words.contains("does not support SSL") {
            return .noTLS(server: address.text)
        }
        let isAboutTrust =
            stage == PostgresLibrary.Status.securing || words.contains("certificate")
        if isSecured, isAboutTrust { return .notTrusted(server: address.text) }
        if words.contains("password") {
            return .wrongPassword(server: address.text, user: address.user)
        }
        let hasBegun =
            stage != PostgresLibrary.Status.started && stage != PostgresLibrary.Status.needed
        return hasBegun ? dropped : .unreachable(server: address.text)
    }

    /// The five characters at the end of what libpq says where it is to say codes alone.
    private static func code(in words: String) -> String? {
        guard let last = words.split(whereSeparator: { $0 == " " || $0.isNewline }).last,
            last.utf8.count == 5,
            last.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 }),
            last.utf8.contains(where: { 0x30...0x39 ~= $0 })
        else { return nil }
        return String(last)
    }

    private func refusal(_ code: String) -> PostgresError {
        switch code {
        case "28P01": .wrongPassword(server: address.text, user: address.user)
        case "28000": .notAdmitted(server: address.text, user: address.user)
        case "3D000": .noDatabase(server: address.text, database: address.database)
        case "53300", "57P01", "57P02", "57P03":
            .notReady(server: address.text, code: code)
        case "42501": .denied(user: address.user)
        default: .failed(code: code)
        }
    }

    private static func isOfCode(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// What the server answered in place of what was asked for.
    func error(of answer: PostgresLibrary.Answer) -> PostgresError {
        guard
            let code = unsafe library.errorField(answer, PostgresLibrary.Fields.code)
                .map({ unsafe String(cString: $0) })
        else { return dropped }
        // Five digits and letters: anything else is the server's own words.
        guard code.utf8.count == 5, code.utf8.allSatisfy(Self.isOfCode) else { return dropped }
        switch code {
        case "57014": return .timedOut(seconds: statementSeconds)
        case "57P01", "57P02", "57P03", "57P05", "25P03": return dropped
        case "42501": return .denied(user: address.user)
        case "42P01", "3F000": return .noTable
        case "42703": return .noColumn
        default: break
        }
        let place = unsafe library.errorField(answer, PostgresLibrary.Fields.place)
            .flatMap { unsafe Int(String(cString: $0)) }
        if code.hasPrefix("08") { return dropped }
        return code.hasPrefix("42") ? .badQuery(code: code, place: place) : .failed(code: code)
    }
}
