internal import struct Crypto.SHA256
internal import DureCore
internal import DureVault

/// A file that is read as UTF-8, however its characters are written, packed with gzip or not.
struct EncodedFile: ~Copyable {
    /// A file of a terabyte, unpacked; what the memory holds is one chunk.
    static let byteCountMax = 1 << 40
    /// What a path says for standard input, which cannot be read twice.
    static let standardInput = "/dev/stdin"
    /// So many bytes tell what a file is; a pipe may hand over fewer at first.
    private static let headByteCount = 4_096

    private let watch: ImportWatch
    /// Whether a file in no known encoding is taken for UTF-8, for the reader to find what is not.
    private let takesUnknown: Bool
    private var file: FileReader
    private var byteCount = 0
    private var hasher = SHA256()
    private var unpackedByteCount = 0
    /// Unpacks the file; nil where it is not packed.
    private var inflater: Inflater?
    /// Turns the file into UTF-8; nil where it is that already.
    private var converter: CharacterConverter?
    private var isBegun = false
    private var isOpened = false
    private var isEnded = false

    /// Opens the file.
    ///
    /// - Parameter watch: Told of the progress, and of an encoding other than UTF-8.
    init(path: String, watch: ImportWatch, takesUnknown: Bool = false) throws {
        self.takesUnknown = takesUnknown
        file = try FileReader(path: path, byteCountMax: Self.byteCountMax)
        self.watch = watch
    }

    /// SHA-256 of what was read of the file so far, as it stands there.
    mutating func hash() -> Digest { Digest(finishing: hasher) }

    /// The next bytes in UTF-8; nil at the end.
    mutating func next() throws -> [UInt8]? {
        guard var chunk = try unpacked() else {
            if !isEnded { try converting { converter in try converter.finish() } }
            isEnded = true
            return nil
        }
        if !isOpened {
            while chunk.count < Self.headByteCount, let more = try unpacked() { chunk += more }
        }
        return try utf8(chunk)
    }

    // MARK: Unpacking

    /// The next bytes as they were before they were packed.
    private mutating func unpacked() throws -> [UInt8]? {
        while true {
            if let piece = try inflating({ inflater throws(Inflater.Failure) in
                try inflater.next()
            }) {
                unpackedByteCount += piece.count
                guard unpackedByteCount <= Self.byteCountMax else {
                    throw VaultError.fileTooLarge(limit: Self.byteCountMax)
                }
                return piece
            }
            guard let chunk = try read() else {
                _ = try inflating { inflater throws(Inflater.Failure) in
                    try inflater.finish()
                    return nil
                }
                return nil
            }
            guard inflater != nil else { return chunk }
            _ = try inflating { inflater throws(Inflater.Failure) in
                inflater.feed(chunk)
                return nil
            }
        }
    }

    /// The next bytes as they stand in the file; the first ones tell whether it is packed.
    private mutating func read() throws -> [UInt8]? {
        guard var chunk = try file.next() else { return nil }
        if !isBegun {
            isBegun = true
            while chunk.count < Self.headByteCount, let more = try file.next() { chunk += more }
            if Inflater.begins(chunk) {
                do {
                    inflater = try Inflater.open()
                } catch {
                    throw VaultError(error)
                }
            }
        }
        byteCount += chunk.count
        hasher.update(data: chunk)
        watch.onProgress(byteCount, file.wholeByteCount)
        return chunk
    }

    private mutating func inflating(
        _ body: (inout Inflater) throws(Inflater.Failure) -> [UInt8]?
    ) throws -> [UInt8]? {
        guard var inflater = inflater.take() else { return nil }
        do {
            let piece = try body(&inflater)
            self.inflater = consume inflater
            return piece
        } catch {
            throw VaultError(error)
        }
    }

    // MARK: Encodings

    /// The chunk in UTF-8; the first one tells the encoding.
    private mutating func utf8(_ chunk: [UInt8]) throws -> [UInt8] {
        if !isOpened {
            isOpened = true
            guard !SQLiteFile.begins(chunk) else { throw VaultError.databaseStreamed }
            guard let encoding = TextEncoding.guess(from: chunk) ?? (takesUnknown ? .utf8 : nil)
            else { throw VaultError.unknownEncoding }
            if encoding != .utf8 {
                // A system may lack it: then the file has to be saved anew as well.
                guard let known = try? CharacterConverter(from: encoding.rawValue) else {
                    throw VaultError.unknownEncoding
                }
                converter = consume known
                watch.onEncoding(encoding)
            }
        }
        var text = chunk
        try converting { converter in text = try converter.convert(chunk) }
        return text
    }

    private mutating func converting(
        _ body: (inout CharacterConverter) throws -> Void
    ) throws {
        guard var converter = converter.take() else { return }
        do {
            try body(&converter)
            self.converter = consume converter
        } catch CharacterConverter.Failure.notACharacter(let offset) {
            throw VaultError.notACharacter(offset: offset)
        }
    }
}
