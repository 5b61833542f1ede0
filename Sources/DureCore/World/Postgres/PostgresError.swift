/// What can go wrong between this node and a PostgreSQL server.
///
/// No case holds a password, a value, or the server's own words, in which values may stand: the
/// server's five-character code (PostgreSQL, appendix A) says what happened.
@nonexhaustive
package enum PostgresError: Error, Hashable, Sendable {
    /// The system's library for PostgreSQL is missing, or too old.
    case library(SharedLibraryError)
    /// A variable of the environment would change the connection without anybody having said so
    /// here.
    case environment(variable: String)
    /// Nobody answers there.
    case unreachable(server: String)
    /// The server offers no TLS.
    case noTLS(server: String)
    /// The server's certificate is of an authority that is not trusted, or of another host.
    case notTrusted(server: String)
    /// The server does not take this user's password, or wants one and none is kept.
    case wrongPassword(server: String, user: String)
    /// The server's rules let this user not in: another host, another way to prove who it is.
    case notAdmitted(server: String, user: String)
    /// The server has no such database.
    case noDatabase(server: String, database: String)
    /// The server takes no connection now: it starts, stops, or has no place left.
    case notReady(server: String, code: String)
    /// The connection ended in the middle.
    case dropped(server: String)
    /// The server said nothing for so many seconds.
    case silent(server: String, seconds: Int)
    /// The server stopped the statement because it took longer than so many seconds.
    case timedOut(seconds: Int)
    /// The reader was told to stop.
    case cancelled
    /// The user may not read that.
    case denied(user: String)
    /// The server has no such table or schema.
    case noTable
    /// The statement names a column that is not there.
    case noColumn
    /// The server does not understand the query; where, in characters from 1, if it said so.
    case badQuery(code: String, place: Int?)
    /// The server refused the statement or stopped it for another reason.
    case failed(code: String)
}
