#include "CDureKernels.h"
#include "levels.h"

#include <string.h>

#if DURE_HAS_X86
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT ON

// A block of A stays in the second cache, a tile's strip of B in the first.
// BLOCK_ROWS is a multiple of every TILE_ROWS, BLOCK_COLUMNS of every tile's columns.
enum { BLOCK_ROWS = 144, BLOCK_COLUMNS = 1024, BLOCK_DEPTH = 256 };

// target[p][r] = source[p][r]: `count` of `width` lanes, the rest 0.
static inline void pack_along(
    const float *source, size_t stride, size_t count, size_t depth, size_t width, float *target) {
    if (count == width) {
        for (size_t p = 0; p < depth; ++p) {
            memcpy(target + p * width, source + p * stride, width * sizeof(float));
        }
        return;
    }
    for (size_t p = 0; p < depth; ++p) {
        float *lanes = target + p * width;
        memcpy(lanes, source + p * stride, count * sizeof(float));
        memset(lanes + count, 0, (width - count) * sizeof(float));
    }
}

typedef float four __attribute__((vector_size(16)));
typedef float four_anywhere __attribute__((vector_size(16), aligned(4), may_alias));

// target[p][r] = source[r][p]: `count` of `width` lanes, the rest 0; four by four where it fits.
static inline void pack_across(
    const float *source, size_t stride, size_t count, size_t depth, size_t width, float *target) {
    size_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const float *s0 = source + r * stride, *s1 = s0 + stride, *s2 = s1 + stride,
                    *s3 = s2 + stride;
        size_t p = 0;
        for (; p + 4 <= depth; p += 4) {
            four a = *(const four_anywhere *)(s0 + p), b = *(const four_anywhere *)(s1 + p);
            four c = *(const four_anywhere *)(s2 + p), d = *(const four_anywhere *)(s3 + p);
            four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            four ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            four cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            float *t = target + p * width + r;
            *(four_anywhere *)t = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
            *(four_anywhere *)(t + width) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
            *(four_anywhere *)(t + 2 * width) = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
            *(four_anywhere *)(t + 3 * width) = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
        }
        for (; p < depth; ++p) {
            float *t = target + p * width + r;
            t[0] = s0[p];
            t[1] = s1[p];
            t[2] = s2[p];
            t[3] = s3[p];
        }
    }
    for (; r < width; ++r) {
        const float *s = source + r * stride;
        for (size_t p = 0; p < depth; ++p) target[p * width + r] = r < count ? s[p] : 0;
    }
}

typedef uint32_t word __attribute__((may_alias));

// A float's bits as bf16 with 16 zeros behind it: the nearest, ties to even. NaN stays NaN, and
// what is smaller than the smallest normal number becomes 0, as the processors have it.
static inline __attribute__((always_inline)) uint32_t rounded(uint32_t bits) {
    uint32_t size = bits & 0x7fffffff;
    uint32_t near = bits + 0x7fff + (bits >> 16 & 1);
    near = size > 0x7f800000 ? bits | 0x00400000 : near;
    return (size < 0x00800000 ? bits & 0x80000000 : near) & 0xffff0000;
}

static inline __attribute__((always_inline)) void round_panel(
    float *panel, size_t depth, size_t width) {
    word *words = (word *)panel;
    for (size_t i = 0; i < depth * width; ++i) words[i] = rounded(words[i]);
}

// Two neighbours along the depth become one place, the first in the lower half; in the panel itself.
static inline __attribute__((always_inline)) void pair_panel(
    float *panel, size_t depth, size_t width) {
    word *words = (word *)panel;
    for (size_t p = 0; p < depth; p += 2) {
        word *to = words + p / 2 * width, *from = words + p * width;
        if (p + 1 < depth) {
#pragma clang loop vectorize(assume_safety)
            for (size_t r = 0; r < width; ++r) {
                to[r] = rounded(from[width + r]) | rounded(from[r]) >> 16;
            }
        } else {
#pragma clang loop vectorize(assume_safety)
            for (size_t r = 0; r < width; ++r) to[r] = rounded(from[r]) >> 16;
        }
    }
}

#define LEVEL base
#define LANES 4
#define TILE_ROWS 4
#define BROADCAST(vector, number) ((vector) = (V){0} + (number))
#include "matrix-body.h"
#undef LEVEL
#undef LANES
#undef TILE_ROWS
#undef BROADCAST

#if DURE_HAS_X86

// Said in assembly, as the compiler would load four numbers at once and shuffle them apart, on the
// port that the products need: half the speed.
#define BROADCAST(vector, number) \
    __asm__("vbroadcastss %1, %0" : "=v"(vector) : "m"(number))

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LEVEL avx2
#define LANES 8
#define TILE_ROWS 6
#include "matrix-body.h"
#undef LEVEL
#undef LANES
#undef TILE_ROWS
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LEVEL avx512
#define LANES 16
#define TILE_ROWS 12
#include "matrix-body.h"
#undef LEVEL
#undef LANES
#undef TILE_ROWS
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512bf16,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
    apply_to = function)
#define LEVEL bf16
#define LANES 16
#define TILE_ROWS 12
#define MULTIPLY_ADD(sum, x, y) \
    ((sum) = (V)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(x), (__m512bh)(y)))
#include "matrix-body.h"
#undef LEVEL
#undef LANES
#undef TILE_ROWS
#pragma clang attribute pop

#undef BROADCAST

#endif

size_t dure_multiply_workspace(void) {
    return (size_t)BLOCK_DEPTH * (BLOCK_COLUMNS + BLOCK_ROWS);
}

void dure_multiply(
    int32_t level, int32_t precision, int32_t is_a_transposed, int32_t is_b_transposed,
    size_t rows, size_t columns, size_t depth, const float *a, size_t a_stride, const float *b,
    size_t b_stride, int32_t is_adding, float *c, size_t c_stride, float *workspace) {
    if (depth == 0 && !is_adding) {
        for (size_t row = 0; row < rows; ++row) memset(c + row * c_stride, 0, columns * 4);
    }
    int32_t is_rounding = precision == DURE_BFLOAT16;
#if DURE_HAS_X86
    if (is_rounding && level >= DURE_LEVEL_AVX512BF16) {
        multiply_bf16(
            is_a_transposed, is_b_transposed, rows, columns, depth, a, a_stride, b, b_stride,
            is_rounding, is_adding, c, c_stride, workspace);
        return;
    }
#endif
    CHOOSE(
        multiply, is_a_transposed, is_b_transposed, rows, columns, depth, a, a_stride, b, b_stride,
        is_rounding, is_adding, c, c_stride, workspace);
}
