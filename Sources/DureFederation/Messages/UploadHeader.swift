package import DureCore
package import DurePrivacy

/// Message 3: what member i uploads, by the root of its chunks.
package struct UploadHeader: Sendable, Hashable {
    /// The longest vector, in words.
    package static let lengthMax = 1 << 30

    /// The context of the masks: set-up, lists, model and plan (protocol.md, 3.2).
    package let mctx: Digest
    /// The vector's length in words.
    package let length: UInt32
    /// Four or eight bytes a word.
    package let wordSize: WordSize
    /// RFC 9162 root over the 128 KiB chunks of the masked vector.
    package let root: Digest

    /// The body of message 3.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(mctx)
        canonical.append(length)
        canonical.append(UInt32(wordSize.rawValue))
        canonical.append(root)
        return canonical.bytes
    }

    /// A header over an upload.
    package init(mctx: Digest, length: UInt32, wordSize: WordSize, root: Digest) {
        self.mctx = mctx
        self.length = length
        self.wordSize = wordSize
        self.root = root
    }

    /// Reads the body of message 3.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        mctx = try reader.digest("mctx")
        length = try reader.uint32("length")
        guard length > 0, length <= Self.lengthMax else {
            throw .tooLarge(field: "length", limit: Self.lengthMax)
        }
        let size = try reader.uint32("word size")
        guard let wordSize = WordSize(rawValue: Int(size)) else {
            throw .malformed(field: "word size")
        }
        self.wordSize = wordSize
        root = try reader.digest("root")
        try reader.finish()
    }
}

/// What the masks of one attempt are bound to besides the set-up (protocol.md, 3.2).
package struct MaskContext: Sendable, Hashable {
    /// The set-up context.
    package let sctx: Digest
    /// The hash of U1.
    package let advertListHash: Digest
    /// The hash of U2.
    package let shareListHash: Digest
    /// The hash of the exact bytes of the model received.
    package let modelHash: Digest
    /// The hash of the study's numeric plan: clip, bits, noise, training settings.
    package let planHash: Digest
    /// The vector's length in words.
    package let length: UInt32
    /// Four or eight bytes a word.
    package let wordSize: WordSize

    /// A context of those parts.
    package init(
        sctx: Digest, advertListHash: Digest, shareListHash: Digest, modelHash: Digest,
        planHash: Digest, length: UInt32, wordSize: WordSize
    ) {
        self.sctx = sctx
        self.advertListHash = advertListHash
        self.shareListHash = shareListHash
        self.modelHash = modelHash
        self.planHash = planHash
        self.length = length
        self.wordSize = wordSize
    }

    /// The digest itself, `mctx`.
    package var digest: Digest {
        var canonical = CanonicalBytes(label: "dure/sa1/mctx")
        canonical.append(sctx)
        canonical.append(advertListHash)
        canonical.append(shareListHash)
        canonical.append(modelHash)
        canonical.append(planHash)
        canonical.append(length)
        canonical.append(UInt32(wordSize.rawValue))
        return canonical.digest
    }
}
