internal import DureCore

/// What a wrapped key is for.
///
/// A key unwraps only under the context that it was wrapped with.
struct KeyContext: Sendable {
    let digest: Digest

    /// A dataset's key, under the root key.
    static func datasetKey(_ dataset: Name, version: Int) -> KeyContext {
        var fields = CanonicalBytes(label: "dure/wrap/dataset")
        fields.append(dataset.text)
        fields.append(UInt64(version))
        return KeyContext(digest: fields.digest)
    }

    /// A partition's key, under its dataset's key.
    static func dataKey(_ dataset: Name, partition: UInt32, version: UInt32) -> KeyContext {
        var fields = CanonicalBytes(label: "dure/wrap/partition")
        fields.append(dataset.text)
        fields.append(partition)
        fields.append(version)
        return KeyContext(digest: fields.digest)
    }

    /// The root key, under a passphrase stretched with those parameters.
    static func rootKey(_ parameters: ScryptParameters) -> KeyContext {
        var fields = CanonicalBytes(label: "dure/wrap/root")
        fields.append(UInt64(parameters.rounds))
        fields.append(UInt64(parameters.blockSize))
        fields.append(UInt64(parameters.parallelism))
        fields.append(parameters.salt)
        return KeyContext(digest: fields.digest)
    }
}
