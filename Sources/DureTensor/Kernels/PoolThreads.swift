internal import CDureKernels

/// The threads of a pool, as C keeps them (`pool.c`): spin shortly, then sleep on a futex.
final class PoolThreads: Sendable {
    private typealias Body = (_ worker: Int) -> Void

    // The address of a `dure_pool`: pointers are not Sendable, and the pool behind this one may be
    // used from every thread.
    private let address: UInt

    /// Starts the threads; nil where the system has no memory for them.
    init?(count: Int) {
        precondition(count <= Int(Int32.max), "a number of workers")
        guard let pool = unsafe dure_pool_create(Int32(count)) else { return nil }
        address = UInt(bitPattern: pool)
    }

    deinit {
        // SAFETY: made in `init`, destroyed here once; who runs work holds a reference to `self`.
        if let pool = unsafe OpaquePointer(bitPattern: address) { unsafe dure_pool_destroy(pool) }
    }

    /// Runs the body once for each worker; false, and nothing is run, where the threads are busy.
    func run(_ body: (_ worker: Int) -> Void) -> Bool {
        withoutActuallyEscaping(body) { body in
            // SAFETY: `dure_pool_run` returns after the last worker has left the body, so neither
            // the closure nor the pointer to it outlives this call; `address` is a live pool.
            unsafe withUnsafePointer(to: body) { pointer in
                guard let pool = unsafe OpaquePointer(bitPattern: address) else { return false }
                return unsafe dure_pool_run(
                    pool,
                    { context, worker in
                        guard let context = unsafe context else { return }
                        unsafe context.assumingMemoryBound(to: Body.self).pointee(Int(worker))
                    }, UnsafeMutableRawPointer(mutating: pointer)) != 0
            }
        }
    }

    /// How many processors this process may run on.
    static var processorCount: Int { Int(dure_processor_count()) }

    /// What the control group's `cpu.max` says; nil where there is none.
    static var cpuMax: String? {
        var text = [CChar](repeating: 0, count: 64)
        // SAFETY: C writes fewer bytes than the array has, and nothing after it returns.
        let count = unsafe text.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe dure_cpu_max(start, Int32(buffer.count))
        }
        guard count > 0 else { return nil }
        return String(decoding: text.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
