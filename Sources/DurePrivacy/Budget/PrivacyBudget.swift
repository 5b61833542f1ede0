package import DureCore

/// The owner's budget of one dataset, on disk.
///
/// A charge is written and synced before ``charge(_:)`` returns, so nothing leaves a node unpaid.
/// Every call reads the book afresh under a lock: several processes may use it. There is no way to
/// raise a limit or to begin a book anew. A book replaced by an older copy of itself is not
/// noticed here; the ledger notices it.
package struct PrivacyBudget: Sendable {
    /// The largest book file.
    package static let byteCountMax = 16 << 20

    private let storage: any Storage
    private let path: String

    /// Opens the book at the path.
    ///
    /// - Throws: ``PrivacyError/bookMissing(path:)``, ``PrivacyError/bookDamaged(path:)``,
    ///   ``PrivacyError/storage(_:)``.
    package init(opening path: String, in storage: any Storage) throws(PrivacyError) {
        self.storage = storage
        self.path = path
        _ = try book()
    }

    /// Begins a book where there is none.
    ///
    /// - Throws: ``PrivacyError/bookExists(path:)``, ``PrivacyError/storage(_:)``, and what
    ///   ``BudgetBook/init(epsilonLimit:delta:askerLimit:)`` throws.
    package init(
        creating path: String, in storage: any Storage, epsilonLimit: Double, delta: Double,
        askerLimit: Double? = nil
    ) throws(PrivacyError) {
        self.storage = storage
        self.path = path
        let book = try BudgetBook(
            epsilonLimit: epsilonLimit, delta: delta, askerLimit: askerLimit)
        try locked { () throws(PrivacyError) in
            guard try bytes() == nil else { throw .bookExists(path: path) }
            try write(book)
        }
    }

    /// The book as it stands on disk.
    ///
    /// - Throws: ``PrivacyError/bookMissing(path:)``, ``PrivacyError/bookDamaged(path:)``,
    ///   ``PrivacyError/storage(_:)``.
    package func book() throws(PrivacyError) -> BudgetBook {
        guard let bytes = try bytes() else { throw .bookMissing(path: path) }
        guard let book = BudgetBook(fileBytes: bytes, byteCountMax: Self.byteCountMax) else {
            throw .bookDamaged(path: path)
        }
        return book
    }

    /// Pays for one use of the dataset.
    ///
    /// When this returns, the charge is on disk; when it throws, nothing was written,
    /// unless the disk itself failed, and then the same call may be made again.
    ///
    /// - Returns: The book afterwards. The same charge again changes nothing.
    /// - Throws: ``PrivacyError/budgetExhausted(spent:asked:limit:)``,
    ///   ``PrivacyError/chargeKeyReused(key:)``, ``PrivacyError/bookFull(limit:)`` and what
    ///   ``book()`` throws.
    @discardableResult
    package func charge(_ charge: BudgetCharge) throws(PrivacyError) -> BudgetBook {
        try change { book throws(PrivacyError) in try book.add(charge) }
    }

    /// Records a release without noise.
    ///
    /// - Returns: The book afterwards.
    /// - Throws: As ``charge(_:)`` does, but never for the budget.
    @discardableResult
    package func record(_ release: UnboundedRelease) throws(PrivacyError) -> BudgetBook {
        try change { book throws(PrivacyError) in try book.add(release) }
    }

    private func change(
        _ body: (inout BudgetBook) throws(PrivacyError) -> Bool
    ) throws(PrivacyError) -> BudgetBook {
        try locked { () throws(PrivacyError) in
            var book = try book()
            if try body(&book) { try write(book) }
            return book
        }
    }

    private func bytes() throws(PrivacyError) -> [UInt8]? {
        do {
            return try storage.read(path, byteCountMax: Self.byteCountMax)
        } catch {
            throw .storage(error)
        }
    }

    private func write(_ book: BudgetBook) throws(PrivacyError) {
        let bytes = book.fileBytes
        guard bytes.count <= Self.byteCountMax else {
            throw .bookFull(limit: BudgetBook.entriesMax)
        }
        do {
            try storage.write(bytes, to: path)
        } catch {
            throw .storage(error)
        }
    }

    private func locked<Result>(
        _ body: () throws(PrivacyError) -> Result
    ) throws(PrivacyError) -> Result {
        do {
            return try storage.locked(path + ".lock", body)
        } catch let error as PrivacyError {
            throw error
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .storage(.failed(path: path, errno: 0))
        }
    }
}
