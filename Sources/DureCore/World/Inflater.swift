/// Unpacks gzip as it arrives, by the system's zlib, in constant memory.
///
/// One file may have several members, one behind the other, as `cat a.gz b.gz` makes it. zlib
/// checks each member's length and CRC.
@safe package struct Inflater: ~Copyable {
    /// What can be wrong with a gzip file; offsets count the packed bytes.
    package enum Failure: Error, Hashable, Sendable {
        /// Near there stands what no gzip has, or a member's check sum is wrong.
        case damaged(offset: Int)
        /// The file ends within a member.
        case truncated
        /// Behind the last member stands something else.
        case trailing(offset: Int)
        /// Near there the file has unpacked to so many times its size that it is made to harm.
        case tooDense(offset: Int, ratio: Int)
    }

    /// The bytes of an unpacked piece.
    package static let pieceByteCount = 1 << 18
    /// So many bytes may come of any file, however small it is: they are read in a moment.
    package static let freeByteCount = 1 << 24
    /// Beyond that, so many for each packed one; the most that the format allows is some 1,030.
    package static let ratioMax = 200

    /// How every gzip member begins.
    private static let magic: [UInt8] = [0x1f, 0x8b]

    private let zlib: Zlib
    private let stream: UnsafeMutablePointer<ZStream>
    /// What has come and was not unpacked yet.
    private var input: [UInt8] = []
    private var position = 0
    /// The packed bytes before `input`, and the unpacked ones so far.
    private var offset = 0
    private var unpackedByteCount = 0
    /// A member has begun and not ended.
    private var isInMember = true
    private var memberStart = 0

    /// Whether a file that begins so is packed.
    package static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Gets ready for the first member.
    ///
    /// - Throws: ``SharedLibraryError`` where the system has no zlib.
    package static func open() throws(SharedLibraryError) -> Inflater {
        let zlib = try Zlib()
        // SAFETY: the state lives at this address until `deinit`, as zlib keeps the address.
        let stream = UnsafeMutablePointer<ZStream>.allocate(capacity: 1)
        unsafe stream.initialize(to: ZStream())
        guard unsafe zlib.open(stream) else {
            unsafe stream.deallocate()
            throw .tooOld(library: Zlib.name)
        }
        return unsafe Inflater(zlib, stream)
    }

    /// - Parameter stream: Open, and nobody else's.
    @unsafe private init(_ zlib: Zlib, _ stream: UnsafeMutablePointer<ZStream>) {
        self.zlib = zlib
        unsafe self.stream = stream
    }

    deinit {
        // SAFETY: opened in the initialiser, and nobody else has the address.
        unsafe zlib.close(stream)
        unsafe stream.deallocate()
    }

    /// Takes the next packed bytes; all pieces of those before must have been taken.
    package mutating func feed(_ chunk: [UInt8]) {
        precondition(position == input.count, "all pieces were taken")
        offset += input.count
        input = chunk
        position = 0
    }

    /// The next unpacked bytes, at most ``pieceByteCount``; nil where more packed ones must come.
    ///
    /// - Throws: ``Failure``.
    package mutating func next() throws(Failure) -> [UInt8]? {
        while position < input.count {
            if !isInMember { try openMember() }
            let piece = try step()
            unpackedByteCount += piece.count
            let packed = offset + position
            guard
                unpackedByteCount <= Self.freeByteCount
                    || unpackedByteCount / Self.ratioMax <= packed
            else { throw .tooDense(offset: packed, ratio: Self.ratioMax) }
            if !piece.isEmpty { return piece }
        }
        return nil
    }

    /// Says that the file ends here.
    ///
    /// - Throws: ``Failure/truncated``.
    package func finish() throws(Failure) {
        guard !isInMember else { throw .truncated }
    }

    private mutating func openMember() throws(Failure) {
        guard input[position] == Self.magic[0] else { throw .trailing(offset: offset + position) }
        // SAFETY: the stream was opened in the initialiser.
        unsafe zlib.reset(stream)
        isInMember = true
        memberStart = offset + position
    }

    /// Unpacks until the piece is full, the input is used up or the member ends.
    private mutating func step() throws(Failure) -> [UInt8] {
        var code: Int32 = 0
        let start = position
        let available = input.count - position
        // SAFETY: zlib reads at most `avail_in` bytes of the input and writes at most `avail_out`
        // of the piece, both of which are the buffers' own sizes; what it wrote is declared. It
        // keeps neither address, for both are given anew at each call.
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceByteCount) {
            buffer, count in
            unsafe input.withUnsafeBufferPointer { packed in
                unsafe stream.pointee.nextIn = packed.baseAddress.map { unsafe $0 + start }
                unsafe stream.pointee.availableIn = UInt32(available)
                unsafe stream.pointee.nextOut = buffer.baseAddress
                unsafe stream.pointee.availableOut = UInt32(buffer.count)
                code = unsafe zlib.inflate(stream)
                count = unsafe buffer.count - Int(stream.pointee.availableOut)
                position = unsafe start + available - Int(stream.pointee.availableIn)
                unsafe stream.pointee.nextIn = nil
                unsafe stream.pointee.nextOut = nil
            }
        }
        switch code {
        case Zlib.ok, Zlib.bufferError: break
        case Zlib.streamEnd: isInMember = false
        default:
            // What follows a member and is none itself.
            let isFirst = memberStart == 0
            let here = offset + position
            throw !isFirst && here - memberStart <= Self.magic.count
                ? .trailing(offset: memberStart) : .damaged(offset: here)
        }
        return piece
    }
}

/// The functions of zlib that unpack, as `zlib.h` of 1.2 and 1.3 declares them.
// SAFETY: the layout of `ZStream` and the signatures are those of the header; zlib itself compares
// the size of the structure when a stream is opened.
@safe private struct Zlib {
    static let name = "zlib"
    static let ok: Int32 = 0
    static let streamEnd: Int32 = 1
    /// No progress was possible: not an error, more input is wanted.
    static let bufferError: Int32 = -5

    private static let files = ["libz.so.1", "libz.1.dylib"]
    /// The version whose interface this is; zlib compares the first character.
    private static let version = "1.2.11"
    /// The largest window, and 16 more: gzip and nothing else.
    private static let windowBits: Int32 = 15 + 16
    private static let noFlush: Int32 = 0

    private typealias Open =
        @convention(c) (
            UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32
        ) -> Int32
    private typealias Inflate = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
    private typealias Act = @convention(c) (UnsafeMutableRawPointer) -> Int32

    private let openFunction: Open
    private let inflateFunction: Inflate
    private let resetFunction: Act
    private let closeFunction: Act

    init() throws(SharedLibraryError) {
        let library = try SharedLibrary(Self.name, files: Self.files)
        unsafe openFunction = try library.function("inflateInit2_")
        unsafe inflateFunction = try library.function("inflate")
        unsafe resetFunction = try library.function("inflateReset")
        unsafe closeFunction = try library.function("inflateEnd")
    }

    @unsafe func open(_ stream: UnsafeMutablePointer<ZStream>) -> Bool {
        let size = Int32(unsafe MemoryLayout<ZStream>.size)
        return unsafe openFunction(stream, Self.windowBits, Self.version, size) == Self.ok
    }

    @unsafe func inflate(_ stream: UnsafeMutablePointer<ZStream>) -> Int32 {
        unsafe inflateFunction(stream, Self.noFlush)
    }

    /// A stream that is open can be reset; zlib refuses only one that is not.
    @unsafe func reset(_ stream: UnsafeMutablePointer<ZStream>) {
        _ = unsafe resetFunction(stream)
    }

    @unsafe func close(_ stream: UnsafeMutablePointer<ZStream>) {
        _ = unsafe closeFunction(stream)
    }
}

/// `z_stream` of `zlib.h`: 112 bytes where addresses have 64 bits.
// SAFETY: the fields' order, sizes and alignments are the C structure's. The addresses in it are
// given to zlib and never followed here.
@unsafe private struct ZStream {
    var nextIn: UnsafePointer<UInt8>?
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutablePointer<UInt8>?
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>?
    var state: OpaquePointer?
    var allocate: OpaquePointer?
    var free: OpaquePointer?
    var opaque: UnsafeMutableRawPointer?
    var dataType: Int32 = 0
    var checksum: UInt = 0
    var reserved: UInt = 0
}
