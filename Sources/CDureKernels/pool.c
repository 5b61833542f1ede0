#define _GNU_SOURCE 1
#include "CDureKernels.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#endif

// How often a thread looks before it sleeps: some microseconds, the length of a pause between two
// regions of one computation. Longer spinning would take the processor from others.
enum { spin_count = 2000 };

typedef struct {
    dure_pool *pool;
    pthread_t thread;
    int32_t worker;
} dure_worker;

// Each on its own cache line, as they are written by different threads.
struct dure_pool {
    _Alignas(64) _Atomic uint32_t generation;
    _Alignas(64) _Atomic uint32_t remaining;
    _Alignas(64) _Atomic uint32_t sleeper_count;
    _Atomic uint32_t is_caller_asleep;
    _Atomic uint32_t is_busy;
    _Atomic uint32_t is_ending;
    _Alignas(64) dure_pool_body body;
    void *context;
    int32_t count;
    int32_t thread_count;
    int32_t spins;
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    dure_worker *workers;
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

// Sleeps while `*word` is `value`; may return early.
static void sleep_while(dure_pool *pool, _Atomic uint32_t *word, uint32_t value) {
#ifdef __linux__
    (void)pool;
    syscall(SYS_futex, (uint32_t *)word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
#else
    pthread_mutex_lock(&pool->mutex);
    while (atomic_load(word) == value) pthread_cond_wait(&pool->condition, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
#endif
}

static void wake_all(dure_pool *pool, _Atomic uint32_t *word) {
#ifdef __linux__
    (void)pool;
    syscall(SYS_futex, (uint32_t *)word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
#else
    (void)word;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->condition);
    pthread_mutex_unlock(&pool->mutex);
#endif
}

// Returns the next generation. The sleeper counts itself before it sleeps, the caller raises the
// generation before it looks for sleepers: one of the two always sees the other.
static uint32_t next_generation(dure_pool *pool, uint32_t seen) {
    for (int32_t spin = 0; spin < pool->spins; ++spin) {
        uint32_t now = atomic_load_explicit(&pool->generation, memory_order_acquire);
        if (now != seen) return now;
        pause_briefly();
    }
    atomic_fetch_add(&pool->sleeper_count, 1);
    uint32_t now;
    while ((now = atomic_load(&pool->generation)) == seen) {
        sleep_while(pool, &pool->generation, seen);
    }
    atomic_fetch_sub(&pool->sleeper_count, 1);
    return now;
}

static void *work(void *argument) {
    dure_worker *self = argument;
    dure_pool *pool = self->pool;
    uint32_t seen = 0;
    for (;;) {
        seen = next_generation(pool, seen);
        if (atomic_load(&pool->is_ending)) return NULL;
        pool->body(pool->context, self->worker);
        if (atomic_fetch_sub(&pool->remaining, 1) == 1 && atomic_load(&pool->is_caller_asleep)) {
            wake_all(pool, &pool->remaining);
        }
    }
}

static void begin_generation(dure_pool *pool) {
    atomic_fetch_add(&pool->generation, 1);
    if (atomic_load(&pool->sleeper_count) > 0) wake_all(pool, &pool->generation);
}

int32_t dure_processor_count(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return CPU_COUNT(&set);
    }
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int32_t)online : 1;
}

int32_t dure_cpu_max(char *text, int32_t size) {
    if (size < 1) return 0;
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    size_t count = file == NULL ? 0 : fread(text, 1, (size_t)size - 1, file);
    if (file != NULL) fclose(file);
    text[count] = 0;
    return (int32_t)count;
}

dure_pool *dure_pool_create(int32_t count) {
    dure_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) return NULL;
    dure_worker *workers = calloc((size_t)count, sizeof *workers);
    if (workers == NULL) {
        free(pool);
        return NULL;
    }
    *pool = (dure_pool){.count = count, .workers = workers};
    // Where processors are fewer than workers, a spinning one keeps another from its work.
    pool->spins = dure_processor_count() >= count ? spin_count : 0;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->condition, NULL);
    // Signals are the main thread's affair: the new threads inherit a mask that blocks them all.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (int32_t worker = 1; worker < count; ++worker) {
        dure_worker *self = &workers[worker];
        *self = (dure_worker){.pool = pool, .worker = worker};
        if (pthread_create(&self->thread, NULL, work, self) != 0) break;
        pool->thread_count += 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pool;
}

int32_t dure_pool_run(dure_pool *pool, dure_pool_body body, void *context) {
    if (atomic_exchange(&pool->is_busy, 1)) return 0;
    pool->body = body;
    pool->context = context;
    atomic_store(&pool->remaining, (uint32_t)pool->thread_count);
    if (pool->thread_count > 0) begin_generation(pool);
    body(context, 0);
    // The work of threads that the system refused to start.
    for (int32_t worker = pool->thread_count + 1; worker < pool->count; ++worker) {
        body(context, worker);
    }
    for (int32_t spin = 0; spin < pool->spins; ++spin) {
        if (atomic_load_explicit(&pool->remaining, memory_order_acquire) == 0) break;
        pause_briefly();
    }
    uint32_t left;
    atomic_store(&pool->is_caller_asleep, 1);
    while ((left = atomic_load(&pool->remaining)) != 0) {
        sleep_while(pool, &pool->remaining, left);
    }
    atomic_store(&pool->is_caller_asleep, 0);
    atomic_store(&pool->is_busy, 0);
    return 1;
}

void dure_pool_destroy(dure_pool *pool) {
    atomic_store(&pool->is_ending, 1);
    begin_generation(pool);
    for (int32_t worker = 1; worker <= pool->thread_count; ++worker) {
        pthread_join(pool->workers[worker].thread, NULL);
    }
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->condition);
    free(pool->workers);
    free(pool);
}
