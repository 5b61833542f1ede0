package import DureCore

/// A list of members' signed messages, in the order of their numbers, as S sends it to all.
///
/// U1 is the list of adverts, U2 of share heads, U3 of upload headers; the same form carries the
/// quorum of signatures. The list's hash is SHA-256 of its bytes.
package struct MessageList: Sendable, Hashable {
    /// The largest roster of a complete graph.
    package static let countMax = 256

    /// One message of each member, sorted by sender.
    package let messages: [SignedMessage]

    /// Sorts the messages by their senders.
    package init(_ messages: some Sequence<SignedMessage>) {
        self.messages = messages.sorted { $0.sender < $1.sender }
    }

    /// The senders, ascending.
    package var senders: [UInt32] { messages.map(\.sender) }

    /// The body of the message that carries the list.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(UInt32(messages.count))
        for message in messages { canonical.append(message.bytes) }
        return canonical.bytes
    }

    /// SHA-256 of the bytes.
    package var hash: Digest { Digest(of: bytes) }

    /// Reads a list and checks that the senders ascend.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        let count = try reader.count("list", max: Self.countMax)
        var messages: [SignedMessage] = []
        for _ in 0..<count {
            let field = try reader.field("item", byteCountMax: SignedMessage.bodyByteCountMax)
            let message = try SignedMessage(parsing: field)
            if let last = messages.last, last.sender >= message.sender {
                throw .malformed(field: "order of senders")
            }
            messages.append(message)
        }
        try reader.finish()
        self.messages = messages
    }

    /// Checks that every message is of the kind and attempt, by a member of the roster, and signed.
    package func isSigned(by roster: StudyRoster, kind: MessageKind, sctx: Digest) -> Bool {
        messages.allSatisfy { message in
            guard let member = roster.member(at: message.sender) else { return false }
            return message.kind == kind && message.sctx == sctx
                && message.isSigned(by: member.key)
        }
    }
}
