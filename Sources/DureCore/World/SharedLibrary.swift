#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A C library of the system, loaded when it is first needed and never unloaded.
///
/// The program is not linked with it: it starts, and does all else, where the library is missing.
// SAFETY: the handle is only handed to dlsym and stays valid, since nothing closes it.
@safe struct SharedLibrary {
    /// The library's own name, as a user would look for it: `libpq`.
    let name: String
    private let handle: UnsafeMutableRawPointer

    /// Loads the first of the files that the system has.
    ///
    /// - Parameter files: With their version, so that what is loaded is what was written for:
    ///   `libpq.so.5`.
    /// - Throws: ``SharedLibraryError/missing(library:)``.
    init(_ name: String, files: [String]) throws(SharedLibraryError) {
        for file in files {
            if let handle = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL) {
                self.name = name
                unsafe self.handle = handle
                return
            }
        }
        throw .missing(library: name)
    }

    /// A function of the library.
    ///
    /// - Parameter type: An `@convention(c)` type that is the function's in the library's own
    ///   header; nothing checks that.
    /// - Throws: ``SharedLibraryError/tooOld(library:)`` where the library has no such function.
    func function<F>(_ symbol: String, as type: F.Type = F.self) throws(SharedLibraryError) -> F {
        guard let address = unsafe dlsym(handle, symbol) else { throw .tooOld(library: name) }
        // SAFETY: a C function pointer is an address; that its type is right is the caller's word.
        return unsafe unsafeBitCast(address, to: type)
    }
}

/// Why a library of the system cannot be used.
@nonexhaustive
package enum SharedLibraryError: Error, Hashable {
    /// The system has no such library.
    case missing(library: String)
    /// It lacks a function that is needed.
    case tooOld(library: String)
}
