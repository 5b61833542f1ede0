#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Turns text of another encoding into UTF-8 as it arrives, by the system's `iconv`.
@safe package struct CharacterConverter: ~Copyable {
    /// What can go wrong.
    package enum Failure: Error, Hashable, Sendable {
        /// This system does not know the encoding.
        case unknownEncoding
        /// Bytes that are no character of the encoding, at that place of the input.
        case notACharacter(offset: Int)
    }

    /// A character of any encoding has at most so many bytes.
    private static let characterByteCountMax = 16

    private let handle: iconv_t
    /// The beginning of a character whose end has not come.
    private var rest: [UInt8] = []
    private var offset = 0

    /// A converter from an encoding, by the name that `iconv -l` lists.
    ///
    /// - Throws: ``Failure/unknownEncoding``.
    package init(from encoding: String) throws(Failure) {
        // SAFETY: both names are C strings for the length of the call; the handle is only looked
        // at, and kept to be handed back.
        guard let opened = unsafe iconv_open("UTF-8", encoding),
            Int(bitPattern: opened) != -1
        else { throw .unknownEncoding }
        unsafe handle = opened
    }

    deinit {
        // SAFETY: the handle was opened in the initialiser and is used by nobody else.
        unsafe iconv_close(handle)
    }

    /// The next bytes in UTF-8; what is left of an unfinished character waits for the next call.
    ///
    /// - Throws: ``Failure/notACharacter(offset:)``.
    package mutating func convert(_ chunk: [UInt8]) throws(Failure) -> [UInt8] {
        var input = rest + chunk
        // A byte of input is at most three of UTF-8 in every encoding that is not Unicode itself.
        var output = [UInt8](repeating: 0, count: 3 * input.count + Self.characterByteCountMax)
        var inputLeft = input.count
        var outputLeft = output.count
        var code: Int32 = 0
        // SAFETY: both pointers stay within their buffers, whose sizes are passed along.
        unsafe input.withUnsafeMutableBytes { inputBuffer in
            unsafe output.withUnsafeMutableBytes { outputBuffer in
                var from = unsafe inputBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = unsafe outputBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                let result = unsafe iconv(handle, &from, &inputLeft, &to, &outputLeft)
                if result == -1 { code = errno }
            }
        }
        let used = input.count - inputLeft
        if code == EILSEQ || (code == EINVAL && inputLeft > Self.characterByteCountMax) {
            throw .notACharacter(offset: offset + used - rest.count)
        }
        offset += used - rest.count
        rest = Array(input[used...])
        offset += rest.count
        output.removeLast(outputLeft)
        return output
    }

    /// Says that the input ends here.
    ///
    /// - Throws: ``Failure/notACharacter(offset:)`` where it ends inside a character.
    package mutating func finish() throws(Failure) {
        guard rest.isEmpty else { throw .notACharacter(offset: offset - rest.count) }
    }
}
