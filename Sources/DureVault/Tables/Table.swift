package import DureCore

/// A table that was read and not yet sealed.
package struct Table: Sendable, Equatable {
    /// The columns in order, with their types.
    package let schema: TableSchema
    /// The values.
    package let records: RecordBatch

    /// Takes records whose columns are those of the schema.
    package init(schema: TableSchema, records: RecordBatch) {
        precondition(schema.rowCount == records.rowCount, "as many rows as the schema says")
        precondition(
            Set(schema.columns.map(\.name)) == Set(records.columns.keys), "the schema's columns")
        self.schema = schema
        self.records = records
    }
}
