internal import Crypto
package import DureCore
internal import X509

extension FederationAuthority {
    private static let issuerChainName = "issuing.pem"
    private static let issuerKeyName = "issuing.key.pem"
    private static let serverChainName = "server.pem"
    private static let serverKeyName = "server.key.pem"

    /// Writes certificates and keys, except the root key, into a folder (files of mode 0600).
    ///
    /// - Throws: ``StorageError``.
    package func store(in storage: some Storage, folder: String) throws {
        let chain = [try issuer.certificate.derBytes, try issuer.root.derBytes]
        try storage.write(
            Credential.chainFile(of: chain), to: "\(folder)/\(Self.issuerChainName)")
        try storage.write(
            Array((issuer.key.pemRepresentation + "\n").utf8),
            to: "\(folder)/\(Self.issuerKeyName)")
        try storage.write(server.chainFile, to: "\(folder)/\(Self.serverChainName)")
        try storage.write(server.keyFile, to: "\(folder)/\(Self.serverKeyName)")
    }

    /// Reads what ``store(in:folder:)`` wrote.
    ///
    /// - Throws: ``AuthorityError/fileMissing(path:)``, ``AuthorityError/fileMalformed(path:)`` or
    ///   ``StorageError``.
    package init(from storage: some Storage, folder: String) throws {
        func read(_ name: String) throws -> [UInt8] {
            let path = "\(folder)/\(name)"
            guard
                let file = try storage.read(path, byteCountMax: Credential.fileByteCountMax)
            else { throw AuthorityError.fileMissing(path: path) }
            return file
        }
        let issuerChain = try read(Self.issuerChainName)
        let issuerKey = try read(Self.issuerKeyName)
        let serverChain = try read(Self.serverChainName)
        let serverKey = try read(Self.serverKeyName)
        do {
            let server = try Credential(chainFile: serverChain, keyFile: serverKey)
            let chain = try Credential.certificates(inFile: issuerChain)
            guard chain.count == 2, server.authority == DureCore.Digest(of: chain[1]) else {
                throw AuthorityError.certificateMalformed
            }
            let issuer = CertificateIssuer(
                names: FederationNames(federation: server.certificate.federation),
                root: try Certificate(dureDER: chain[1]),
                certificate: try Certificate(dureDER: chain[0]),
                key: try P256.Signing.PrivateKey(
                    pemRepresentation: String(decoding: issuerKey, as: UTF8.self)))
            guard
                Certificate.PublicKey(issuer.key.publicKey) == issuer.certificate.publicKey
            else { throw AuthorityError.certificateMalformed }
            self.init(issuer: issuer, server: server)
        } catch {
            throw AuthorityError.fileMalformed(path: folder)
        }
    }
}
