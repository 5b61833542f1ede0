/// One message on a connection: on the wire `be32 length of payload ‖ u8 type ‖ payload`.
package struct Frame: Sendable, Hashable {
    /// Types below this one belong to the connection itself; the application has the others.
    package static let firstApplicationType: UInt8 = 2
    /// Says only that the sender lives.
    ///
    /// Its payload is empty.
    static let ping: UInt8 = 0
    /// Bytes before the payload.
    package static let headerByteCount = 5

    /// What the payload is.
    package let type: UInt8
    /// The message itself.
    package let payload: [UInt8]

    /// A message of an application type.
    package init(type: UInt8, payload: [UInt8]) {
        self.type = type
        self.payload = payload
    }
}
