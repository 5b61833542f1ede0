internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension TransportError {
    /// What the system's refusal to listen means.
    init(listening error: any Error, host: String, port: Int) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .portInUse(host: host, port: port)
        case EACCES, EPERM: self = .portDenied(host: host, port: port)
        case EADDRNOTAVAIL: self = .addressUnavailable(host: host)
        case let number?: self = .failed(errno: number)
        case nil: self = error is SocketAddressError ? .hostUnknown(host: host) : .failed(errno: 0)
        }
    }

    /// What the failure to connect means.
    init(connecting error: any Error, host: String, port: Int) {
        if let error = error as? TransportError {
            self = error
        } else if let error = error as? NIOConnectionError {
            guard let first = error.connectionErrors.first else {
                self = .hostUnknown(host: host)
                return
            }
            self.init(connecting: first.error, host: host, port: port)
        } else if case .connectTimeout = error as? ChannelError {
            self = .timedOut(host: host, port: port)
        } else {
            switch (error as? IOError)?.errnoCode {
            case ECONNREFUSED: self = .connectionRefused(host: host, port: port)
            case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: self = .timedOut(host: host, port: port)
            case let number?: self = .failed(errno: number)
            case nil: self = .failed(errno: 0)
            }
        }
    }
}
