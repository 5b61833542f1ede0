/// Lets many workers write into one array, each to places of its own.
enum PartWriter {
    /// Sets `results[part] = body(part)` for all parts; worker `w` of n computes the parts `w`,
    /// `w + n`, and so on.
    static func fill<Result: Sendable>(
        _ results: inout [Result?], pool: WorkerPool,
        _ body: @Sendable (_ part: Int) -> Result
    ) {
        let count = results.count
        // SAFETY: no two workers have a part in common, so no element is written twice; `run`
        // returns after the last write, while the buffer is still borrowed.
        unsafe results.withUnsafeMutableBufferPointer { buffer in
            pool.run { worker in
                for part in stride(from: worker, to: count, by: pool.count) {
                    unsafe buffer[part] = body(part)
                }
            }
        }
    }
}
