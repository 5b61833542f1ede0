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

    /// A key of earlier choices, under the root key.
    static func choiceKey(_ dataset: Name, generation: Int) -> KeyContext {
        var fields = CanonicalBytes(label: "dure/wrap/choice")
        fields.append(dataset.text)
        fields.append(UInt64(generation))
        return KeyContext(digest: fields.digest)
    }
}
