#include "CDureKernels.h"

#include <string.h>

#if defined(DURE_OPENBLAS)
#include <cblas.h>

static inline void stay_on_this_thread(void) {}

const char *dure_library_start(void) {
    // Debian's variant without threads keeps its memory where two callers meet: wrong products.
    if (openblas_get_parallel() == OPENBLAS_SEQUENTIAL) return NULL;
    openblas_set_num_threads(1);
    return openblas_get_config();
}

#elif defined(DURE_ACCELERATE)
#define ACCELERATE_NEW_LAPACK
#include <Accelerate/Accelerate.h>

// Accelerate keeps this for each calling thread.
static inline int stay_on_this_thread(void) {
    return BLASSetThreading(BLAS_THREADING_SINGLE_THREADED);
}

const char *dure_library_start(void) { return stay_on_this_thread() == 0 ? "Accelerate" : NULL; }

#else

const char *dure_library_start(void) { return NULL; }

#endif

#if defined(DURE_OPENBLAS) || defined(DURE_ACCELERATE)

int32_t dure_library_multiply(
    int32_t is_a_transposed, int32_t is_b_transposed, size_t rows, size_t columns, size_t depth,
    const float *a, size_t a_stride, const float *b, size_t b_stride, int32_t is_adding, float *c,
    size_t c_stride) {
    const size_t most = INT32_MAX;
    if (rows > most || columns > most || depth > most) return 0;
    if (a_stride > most || b_stride > most || c_stride > most) return 0;
    if (rows == 0 || columns == 0) return 1;
    if (depth == 0) {
        if (is_adding) return 1;
        for (size_t row = 0; row < rows; ++row) memset(c + row * c_stride, 0, columns * 4);
        return 1;
    }
    stay_on_this_thread();
    cblas_sgemm(
        CblasRowMajor, is_a_transposed ? CblasTrans : CblasNoTrans,
        is_b_transposed ? CblasTrans : CblasNoTrans, (int)rows, (int)columns, (int)depth, 1, a,
        (int)a_stride, b, (int)b_stride, is_adding ? 1 : 0, c, (int)c_stride);
    return 1;
}

#else

int32_t dure_library_multiply(
    int32_t is_a_transposed, int32_t is_b_transposed, size_t rows, size_t columns, size_t depth,
    const float *a, size_t a_stride, const float *b, size_t b_stride, int32_t is_adding, float *c,
    size_t c_stride) {
    (void)is_a_transposed, (void)is_b_transposed, (void)rows, (void)columns, (void)depth;
    (void)a, (void)a_stride, (void)b, (void)b_stride, (void)is_adding, (void)c, (void)c_stride;
    return 0;
}

#endif
