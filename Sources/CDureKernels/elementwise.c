#include "CDureKernels.h"
#include "levels.h"

#pragma STDC FP_CONTRACT ON

#define LEVEL base
#define LANES 4
#include "elementwise-body.h"
#undef LEVEL
#undef LANES

#if DURE_HAS_X86

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LEVEL avx2
#define LANES 8
#include "elementwise-body.h"
#undef LEVEL
#undef LANES
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LEVEL avx512
#define LANES 16
#include "elementwise-body.h"
#undef LEVEL
#undef LANES
#pragma clang attribute pop

int32_t dure_level_max(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        return __builtin_cpu_supports("avx512bf16") ? DURE_LEVEL_AVX512BF16 : DURE_LEVEL_AVX512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return DURE_LEVEL_AVX2;
    return DURE_LEVEL_BASE;
}

// Intel's processors take two cycles for a product of bf16 pairs where they do two of floats in one.
int32_t dure_level_best(void) {
    int32_t level = dure_level_max();
    int32_t isWorth = level < DURE_LEVEL_AVX512BF16 || __builtin_cpu_is("amd");
    return isWorth ? level : DURE_LEVEL_AVX512;
}

#else

int32_t dure_level_max(void) { return DURE_LEVEL_BASE; }

int32_t dure_level_best(void) { return DURE_LEVEL_BASE; }

#endif

void dure_bias_activation(
    int32_t level, int32_t activation, size_t rows, size_t columns, const float *bias, float *z,
    float *a) {
    CHOOSE(bias_activation, activation, rows, columns, bias, z, a);
}

void dure_activation_backward(
    int32_t level, int32_t activation, size_t count, const float *z, const float *a,
    float *delta) {
    CHOOSE(activation_backward, activation, count, z, a, delta);
}

void dure_softmax_rows(int32_t level, size_t rows, size_t columns, float *x) {
    CHOOSE(softmax_rows, rows, columns, x);
}

void dure_exp(int32_t level, size_t count, float *x) { CHOOSE(exp_all, count, x); }

void dure_column_sums(
    int32_t level, size_t rows, size_t columns, size_t stride, const float *x, int32_t is_adding,
    float *sums) {
    CHOOSE(column_sums, rows, columns, stride, x, is_adding, sums);
}

double dure_square_sum(int32_t level, size_t count, const float *x) {
    CHOOSE(square_sum, count, x);
}

void dure_axpy(int32_t level, size_t count, float factor, const float *x, float *y) {
    CHOOSE(axpy, count, factor, x, y);
}

void dure_scale(int32_t level, size_t count, float factor, float *x) {
    CHOOSE(scale, count, factor, x);
}

void dure_descend(
    int32_t level, size_t count, float rate, float momentum, float decay, const float *gradient,
    float *velocity, float *parameters) {
    CHOOSE(descend, count, rate, momentum, decay, gradient, velocity, parameters);
}

void dure_adam(
    int32_t level, size_t count, float shrink, float step, float root, float beta1, float beta2,
    float epsilon, const float *gradient, float *m, float *v, float *parameters) {
    CHOOSE(adam, count, shrink, step, root, beta1, beta2, epsilon, gradient, m, v, parameters);
}
