internal import DureCore
internal import DureVault

/// A file that is read as UTF-8, however its characters are written.
struct EncodedFile: ~Copyable {
    /// A file of a terabyte; what the memory holds is one chunk.
    static let byteCountMax = 1 << 40

    private let watch: ImportWatch
    private var file: FileReader
    private var byteCount = 0
    /// Turns the file into UTF-8; nil where it is that already.
    private var converter: CharacterConverter?
    private var isOpened = false
    private var isEnded = false

    /// Opens the file.
    ///
    /// - Parameter watch: Told of the progress, and of an encoding other than UTF-8.
    init(path: String, watch: ImportWatch) throws {
        file = try FileReader(path: path, byteCountMax: Self.byteCountMax)
        self.watch = watch
    }

    /// The next bytes in UTF-8; nil at the end.
    mutating func next() throws -> [UInt8]? {
        guard let chunk = try file.next() else {
            if !isEnded { try converting { converter in try converter.finish() } }
            isEnded = true
            return nil
        }
        byteCount += chunk.count
        watch.onProgress(byteCount, file.wholeByteCount)
        return try utf8(chunk)
    }

    /// The chunk in UTF-8; the first one tells the encoding.
    private mutating func utf8(_ chunk: [UInt8]) throws -> [UInt8] {
        if !isOpened {
            isOpened = true
            guard let encoding = TextEncoding.guess(from: chunk) else {
                throw VaultError.unknownEncoding
            }
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
