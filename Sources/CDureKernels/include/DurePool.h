#ifndef DUREPOOL_H
#define DUREPOOL_H

#include <stdint.h>

/// Threads that wait for work; the caller of `dure_pool_run` is worker 0.
typedef struct dure_pool dure_pool;

/// What each worker runs: the context that was given, and the worker's number.
typedef void (*dure_pool_body)(void *_Nullable context, int32_t worker);

/// Starts `count - 1` threads, or as many as the system allows; null only without memory.
dure_pool *_Nullable dure_pool_create(int32_t count);

/// Runs the body once for each worker and returns 1 when all are done; returns 0 at once, and runs
/// nothing, where the pool is at work already.
int32_t dure_pool_run(
    dure_pool *_Nonnull pool, dure_pool_body _Nonnull body, void *_Nullable context);

/// Ends and joins the threads, then frees the pool. Nobody may be in `dure_pool_run`.
void dure_pool_destroy(dure_pool *_Nonnull pool);

/// How many processors this process may run on; 1 or more.
int32_t dure_processor_count(void);

/// What Linux says of the processor time granted to this process's control group (`cpu.max`), as a
/// C string of fewer than `size` bytes; its length, which is 0 where nothing is said.
int32_t dure_cpu_max(char *_Nonnull text, int32_t size);

#endif
