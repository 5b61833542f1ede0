internal import DureCore

/// The blobs that members may fetch now: models and sums of the running study.
struct BlobShelf: Sendable {
    /// How many are kept: the model and the sum of this round and the one before.
    private static let countMax = 4

    private var order: [Digest] = []
    private var blobs: [Digest: [UInt8]] = [:]

    /// The bytes of a blob, where it is still here.
    subscript(hash: Digest) -> [UInt8]? { blobs[hash] }

    /// Puts a blob on the shelf and the oldest off it.
    mutating func add(_ bytes: [UInt8]) -> BlobReference {
        let reference = BlobReference(of: bytes)
        if blobs.updateValue(bytes, forKey: reference.hash) == nil { order.append(reference.hash) }
        if order.count > Self.countMax { blobs[order.removeFirst()] = nil }
        return reference
    }
}
