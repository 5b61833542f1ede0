/// Where a PostgreSQL database is, and as whom it is read.
///
/// A password is no part of it.
package struct PostgresAddress: Sendable, Hashable {
    /// How the way to the server is protected.
    package enum Security: String, Sendable, CaseIterable {
        /// Not at all.
        case disable
        /// TLS with whoever answers.
        case require
        /// TLS with a server whose certificate the certificate authority signed.
        case verifyAuthority = "verify-ca"
        /// The same, and the certificate is made out to this host.
        case verifyFull = "verify-full"
    }

    /// The system's own certificate authorities, as Debian keeps them.
    package static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
    /// The port that the server listens on unless told otherwise.
    package static let defaultPort = 5_432
    /// The longest of the texts, in bytes.
    package static let textByteCountMax = 255

    /// A host's name or address, or the folder of a Unix socket, which begins with a slash.
    package let host: String
    /// The port, 1 to 65535.
    package let port: Int
    /// The database.
    package let database: String
    /// The server's name for the reader.
    package let user: String
    /// How the way is protected; of no meaning for a Unix socket.
    package let security: Security
    /// A file of certificate authorities; nil for the system's.
    package let authorities: String?

    /// Names a database.
    package init(
        host: String, port: Int = defaultPort, database: String, user: String, security: Security,
        authorities: String? = nil
    ) {
        (self.host, self.port, self.database, self.user) = (host, port, database, user)
        (self.security, self.authorities) = (security, authorities)
    }

    /// Whether the server is reached through a folder of this machine.
    package var isUnixSocket: Bool { host.hasPrefix("/") }

    /// Whether nothing leaves this machine on the way to the server.
    package var isLocal: Bool {
        isUnixSocket || host == "localhost" || host == "::1" || isLoopback
    }

    private var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy { 48...57 ~= $0 } }
    }

    /// Whether somebody on the way could read along or answer in the server's place.
    package var isOpenToOthers: Bool { !isLocal && security != .verifyFull }

    /// Whether the texts can be what they are for: one host, nothing empty, nothing endless.
    package var isUsable: Bool {
        let texts = [host, database, user] + (authorities.map { [$0] } ?? [])
        return 1...65_535 ~= port && !host.contains(",")
            && texts.allSatisfy { text in
                !text.isEmpty && text.utf8.count <= Self.textByteCountMax
                    && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            }
    }

    /// For people: the host and the port.
    package var text: String {
        isUnixSocket ? "\(host)/.s.PGSQL.\(port)" : "\(host):\(port)"
    }
}

/// A column of what a statement answers.
package struct PostgresColumn: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// The number of its type; of a domain, that of the type beneath.
    package let type: UInt32

    /// A column.
    package init(name: String, type: UInt32) {
        self.name = name
        self.type = type
    }
}
