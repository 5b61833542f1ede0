// The inner loops of regression, compiled for three levels of processor and chosen when they run.

#include "CDureKernels.h"

typedef double v8d __attribute__((vector_size(64)));
typedef long long v8i __attribute__((vector_size(64)));

static const double ODD_INVERSES[18] = {
    1.0,        1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
    1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25, 1.0 / 27, 1.0 / 29, 1.0 / 31, 1.0 / 33, 1.0 / 35,
};

#pragma clang diagnostic ignored "-Wpsabi"
#if defined(__clang__)
#pragma clang fp contract(fast)
#endif

#define LEVEL(name) plain_##name
#define TARGET
#include "regression-body.h"
#undef LEVEL
#undef TARGET

#if defined(__x86_64__)
#define LEVEL(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#include "regression-body.h"
#undef LEVEL
#undef TARGET

#define LEVEL(name) avx512_##name
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")))
#include "regression-body.h"
#undef LEVEL
#undef TARGET

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

#define CHOOSE(name, ...)                        \
    do {                                         \
        if (has_avx512()) avx512_##name(__VA_ARGS__); \
        else if (has_avx2()) avx2_##name(__VA_ARGS__); \
        else plain_##name(__VA_ARGS__);          \
    } while (0)
#else
#define CHOOSE(name, ...) plain_##name(__VA_ARGS__)
#endif

void dure_column_scale(const double *numbers, size_t count, double lower, double upper,
                       double center, double scale, double *values, size_t stride) {
    CHOOSE(column_scale, numbers, count, lower, upper, center, scale, values, stride);
}

void dure_rows_pack(const double *rows, size_t row_count, size_t width, size_t stride,
                    const double *vector, double *padded, double *products) {
    CHOOSE(rows_pack, rows, row_count, width, stride, vector, padded, products);
}

void dure_rows_accumulate(const double *padded, size_t row_count, size_t stride,
                          const double *slopes, const double *bends, double *scratch,
                          double *gradient, double *square) {
    CHOOSE(rows_accumulate, padded, row_count, stride, slopes, bends, scratch, gradient, square);
}

void dure_exp64(double *values, size_t count) { CHOOSE(exp, values, count); }

void dure_logistic(const double *predictors, const double *targets, size_t count, double *means,
                   double *losses) {
    CHOOSE(logistic, predictors, targets, count, means, losses);
}
