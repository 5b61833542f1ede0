/// Reads the content of a sealed file from its beginning to its end, or parts of it, and opens no
/// chunk twice: what is opened is read while it is in the processor's cache.
struct SealedCursor: Sendable {
    private let file: SealedFile
    /// What is open.
    private(set) var window: [UInt8] = []
    /// Where in the content the window begins.
    private var windowStart = 0
    /// Where in the window the next byte stands, or will once its chunk is open.
    private var position = 0
    private var nextChunk = 0

    /// Begins before the first byte.
    init(_ file: SealedFile) {
        self.file = file
        window.reserveCapacity(2 * file.chunkByteCount)
    }

    /// How many bytes the content has.
    var contentByteCount: Int { file.contentByteCount }
    /// Which bytes of the window are open and were not read.
    var rest: Range<Int> { min(position, window.count)..<window.count }

    /// Goes to a place in the content.
    mutating func seek(to offset: Int) {
        precondition((0...contentByteCount).contains(offset), "a place in the content")
        if (windowStart...windowStart + window.count).contains(offset) {
            position = offset - windowStart
        } else {
            nextChunk = offset / file.chunkByteCount
            windowStart = nextChunk * file.chunkByteCount
            position = offset - windowStart
            window.removeAll(keepingCapacity: true)
        }
    }

    /// Opens chunks until so many bytes stand in ``rest`` at least.
    ///
    /// - Throws: ``VaultError/sealBroken(file:fault:)``, also where the content ends before.
    mutating func need(_ byteCount: Int) throws(VaultError) {
        guard window.count - position < byteCount else { return }
        let read = rest.lowerBound
        window.removeSubrange(0..<read)
        windowStart += read
        position -= read
        while window.count - position < byteCount {
            guard nextChunk < file.chunkCount else {
                throw .sealBroken(file: file.file, fault: .length)
            }
            try file.append(chunk: nextChunk, to: &window)
            nextChunk += 1
        }
    }

    /// Goes past bytes of ``rest``.
    mutating func skip(_ byteCount: Int) { position += byteCount }

    /// The next bytes.
    ///
    /// - Throws: As ``need(_:)`` does.
    mutating func bytes(_ byteCount: Int) throws(VaultError) -> [UInt8] {
        try need(byteCount)
        defer { skip(byteCount) }
        return Array(window[rest.prefix(byteCount)])
    }
}
