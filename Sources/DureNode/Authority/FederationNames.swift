internal import DureCore

/// What a certificate lets its holder do.
package enum CertificateRole: String, Sendable, Hashable {
    /// Opens connections outward and speaks as a member.
    case member
    /// Listens for members.
    case server
}

/// The names that a federation's certificates carry: all below one subtree that nobody else can
/// register (`invalid` is reserved, RFC 2606), with the role as a label of its own, so that a
/// member named like a server is not taken for one.
struct FederationNames: Sendable, Hashable {
    private static let suffix = "dure.invalid"

    let federation: Name

    /// The subtree to which the issuing certificate is constrained.
    var subtree: String { "\(federation).\(Self.suffix)" }

    func name(of holder: Name, as role: CertificateRole) -> String {
        "\(holder).\(role.rawValue).\(subtree)"
    }

    /// Takes a certificate's name apart; nil where it is not one of ours.
    static func parse(_ name: String) -> (holder: Name, role: CertificateRole, federation: Name)? {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard labels.count == 5, labels[3...].joined(separator: ".") == suffix,
            let role = CertificateRole(rawValue: labels[1])
        else { return nil }
        do {
            return (try Name(labels[0]), role, try Name(labels[2]))
        } catch {
            return nil  // A name that Dure does not give is not one of ours.
        }
    }
}
