#include "CDureKernels.h"

// Contracted products would give other bits where a processor has them.
#pragma STDC FP_CONTRACT OFF

// How many rows ahead their cache lines are asked for.
enum { AHEAD = 12 };

static inline __attribute__((always_inline)) void add_row(
    const uint8_t *row, const int32_t *offsets, size_t columns, int64_t value, int64_t *histogram) {
    size_t column = 0;
    for (; column + 4 <= columns; column += 4) {
        uint32_t four;
        __builtin_memcpy(&four, row + column, 4);
        histogram[offsets[column] + (four & 255)] += value;
        histogram[offsets[column + 1] + (four >> 8 & 255)] += value;
        histogram[offsets[column + 2] + (four >> 16 & 255)] += value;
        histogram[offsets[column + 3] + (four >> 24)] += value;
    }
    for (; column < columns; column++) histogram[offsets[column] + row[column]] += value;
}

void dure_tree_histogram(
    const uint8_t *codes, size_t stride, const int32_t *offsets, size_t columns,
    const uint32_t *rows, size_t first, size_t count, const int64_t *values, int64_t *histogram) {
    if (!rows) {
        for (size_t row = first; row < first + count; row++)
            add_row(codes + row * stride, offsets, columns, values[row], histogram);
        return;
    }
    size_t place = 0;
    for (; place + AHEAD < count; place++) {
        size_t ahead = rows[place + AHEAD];
        __builtin_prefetch(codes + ahead * stride, 0, 3);
        __builtin_prefetch(values + ahead, 0, 3);
        size_t row = rows[place];
        add_row(codes + row * stride, offsets, columns, values[row], histogram);
    }
    for (; place < count; place++) {
        size_t row = rows[place];
        add_row(codes + row * stride, offsets, columns, values[row], histogram);
    }
}

static inline __attribute__((always_inline)) void add_counted(
    const uint8_t *row, const int32_t *offsets, size_t columns, int64_t value, int64_t *histogram) {
    int64_t hessian = value & 0xffffffff;
    int64_t gradient = value >> 32;
    int64_t counted = hessian * (1 << 24) + (value != 0);
    for (size_t column = 0; column < columns; column++) {
        int64_t *bin = histogram + 2 * (offsets[column] + (size_t)row[column]);
        bin[0] += gradient;
        bin[1] += counted;
    }
}

void dure_tree_histogram_counted(
    const uint8_t *codes, size_t stride, const int32_t *offsets, size_t columns,
    const uint32_t *rows, size_t first, size_t count, const int64_t *values, int64_t *histogram) {
    for (size_t place = 0; place < count; place++) {
        if (rows && place + AHEAD < count) {
            size_t ahead = rows[place + AHEAD];
            __builtin_prefetch(codes + ahead * stride, 0, 3);
            __builtin_prefetch(values + ahead, 0, 3);
        }
        size_t row = rows ? rows[place] : first + place;
        add_counted(codes + row * stride, offsets, columns, values[row], histogram);
    }
}

static inline __attribute__((always_inline)) void unpack_all(
    int64_t *restrict histogram, size_t count, const double *restrict steps,
    double *restrict gradients, double *restrict hessians) {
    double gradientStep = steps[0];
    double hessianStep = steps[1];
    for (size_t bin = 0; bin < count; bin++) {
        int64_t packed = histogram[bin];
        int64_t hessian = packed & 0xffffffff;
        int64_t gradient = (packed - hessian) >> 32;
        gradients[bin] += (double)gradient * gradientStep;
        hessians[bin] += (double)hessian * hessianStep;
        histogram[bin] = 0;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))) static void unpack_avx512(
    int64_t *restrict histogram, size_t count, const double *restrict steps,
    double *restrict gradients, double *restrict hessians) {
    unpack_all(histogram, count, steps, gradients, hessians);
}
#endif

void dure_tree_unpack(
    int64_t *histogram, size_t count, const double *steps, double *gradients, double *hessians) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        unpack_avx512(histogram, count, steps, gradients, hessians);
        return;
    }
#endif
    unpack_all(histogram, count, steps, gradients, hessians);
}

void dure_tree_unpack_counted(
    int64_t *histogram, size_t count, const double *steps, double *gradients, double *hessians,
    double *rowCounts) {
    for (size_t bin = 0; bin < count; bin++) {
        int64_t gradient = histogram[2 * bin];
        int64_t counted = histogram[2 * bin + 1];
        gradients[bin] += (double)gradient * steps[0];
        hessians[bin] += (double)(counted >> 24) * steps[1];
        rowCounts[bin] += (double)(counted & 0xffffff);
        histogram[2 * bin] = 0;
        histogram[2 * bin + 1] = 0;
    }
}

size_t dure_tree_partition(
    const uint8_t *codes, const uint8_t *goesLeft, const uint32_t *rows, size_t count,
    uint32_t *left, uint32_t *right) {
    size_t lefts = 0;
    size_t rights = 0;
    for (size_t place = 0; place < count; place++) {
        uint32_t row = rows[place];
        size_t isLeft = goesLeft[codes[row]];
        left[lefts] = row;
        right[rights] = row;
        lefts += isLeft;
        rights += 1 - isLeft;
    }
    return lefts;
}

// e to the power of `x` for `x` in -40...0, by Cody and Waite's reduction and a series of degree
// 11; the absolute error is below 1e-12, far below the step of the gradients.
static inline __attribute__((always_inline)) double exp_below_zero(double x) {
    const double magic = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep0 + magic;
    double k = shifted - magic;
    double r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    uint64_t bits;
    __builtin_memcpy(&bits, &shifted, 8);
    bits = (bits + 1023) << 52;
    double scale;
    __builtin_memcpy(&scale, &bits, 8);
    return p * scale;
}

// To the nearest whole number, ties to even, for magnitudes below 2^50.
static inline __attribute__((always_inline)) int64_t nearest(double x) {
    const double magic = 0x1.8p52;
    double shifted = x + magic;
    int64_t bits;
    __builtin_memcpy(&bits, &shifted, 8);
    int64_t zero;
    __builtin_memcpy(&zero, &magic, 8);
    return bits - zero;
}

static inline __attribute__((always_inline)) int64_t logistic(double score, double label, double factor) {
    double size = score < 0 ? -score : score;
    double u = exp_below_zero(size < 40 ? -size : -40);
    double whole = 1 / (1 + u);
    double chance = score < 0 ? u * whole : whole;
    double gradient = (chance - label) * factor;
    // At least one step for a row that counts at all, so that it can be told from one that does not.
    int64_t hessian = nearest(chance * (1 - chance) * factor * 0x1p20);
    hessian = factor > 0 && hessian < 1 ? 1 : hessian;
    return (int64_t)((uint64_t)nearest(gradient * 0x1p18) << 32) + hessian;
}

static inline __attribute__((always_inline)) void logistic_all(
    const double *scores, const uint8_t *labels, const double *factors, size_t count,
    int64_t *values) {
    if (factors) {
        for (size_t row = 0; row < count; row++)
            values[row] = logistic(scores[row], labels[row], factors[row]);
    } else {
        for (size_t row = 0; row < count; row++)
            values[row] = logistic(scores[row], labels[row], 1);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))) static void logistic_avx512(
    const double *scores, const uint8_t *labels, const double *factors, size_t count,
    int64_t *values) {
    logistic_all(scores, labels, factors, count, values);
}

__attribute__((target("avx2"))) static void logistic_avx2(
    const double *scores, const uint8_t *labels, const double *factors, size_t count,
    int64_t *values) {
    logistic_all(scores, labels, factors, count, values);
}
#endif

void dure_tree_logistic(
    const double *scores, const uint8_t *labels, const double *factors, size_t count,
    int64_t *values) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        logistic_avx512(scores, labels, factors, count, values);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        logistic_avx2(scores, labels, factors, count, values);
        return;
    }
#endif
    logistic_all(scores, labels, factors, count, values);
}

// 64 rows, one byte each.
typedef uint8_t rows64 __attribute__((vector_size(64), aligned(1)));

static inline __attribute__((always_inline)) void pass_block(
    dure_tree tree, const uint8_t *codes, rows64 *arrived, double *sums) {
    arrived[0] = ~(rows64){0};
    for (size_t index = 0; index < tree.splitCount; index++) {
        uint64_t split = tree.splits[index];
        const uint8_t *column = codes + (split & 0x7fff) * 64;
        rows64 right;
        if (split & 0x8000) {
            const uint8_t *table = tree.tables + (split >> 16 & 0xffff) * 256;
            uint8_t sides[64];
            for (size_t row = 0; row < 64; row++) sides[row] = table[column[row]];
            __builtin_memcpy(&right, sides, 64);
        } else {
            rows64 code;
            __builtin_memcpy(&code, column, 64);
            right = (rows64)((code + (uint8_t)(split >> 24)) > (uint8_t)(split >> 16));
        }
        rows64 here = arrived[split >> 48];
        size_t left = split >> 32 & 0xffff;
        arrived[left] = here & ~right;
        arrived[left + 1] = here & right;
    }
    // Each row has arrived at one leaf, so the leaves' places can be joined bit by bit.
    rows64 low = {0};
    rows64 high = {0};
    for (size_t index = 0; index < tree.leafCount; index++) {
        uint16_t leaf = tree.leaves[index];
        low |= arrived[leaf] & (uint8_t)leaf;
        high |= arrived[leaf] & (uint8_t)(leaf >> 8);
    }
    uint8_t places[2][64];
    __builtin_memcpy(places[0], &low, 64);
    __builtin_memcpy(places[1], &high, 64);
    for (size_t row = 0; row < 64; row++)
        sums[row] += tree.values[places[0][row] | places[1][row] << 8];
}

static inline __attribute__((always_inline)) void pass_all(
    dure_tree tree, const uint8_t *codes, size_t columnCount, size_t blockCount, uint8_t *masks,
    double *sums) {
    for (size_t block = 0; block < blockCount; block++)
        pass_block(tree, codes + block * columnCount * 64, (rows64 *)masks, sums + block * 64);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))) static void pass_avx512(
    dure_tree tree, const uint8_t *codes, size_t columnCount, size_t blockCount, uint8_t *masks,
    double *sums) {
    pass_all(tree, codes, columnCount, blockCount, masks, sums);
}

__attribute__((target("avx2"))) static void pass_avx2(
    dure_tree tree, const uint8_t *codes, size_t columnCount, size_t blockCount, uint8_t *masks,
    double *sums) {
    pass_all(tree, codes, columnCount, blockCount, masks, sums);
}
#endif

void dure_tree_pass(
    dure_tree tree, const uint8_t *codes, size_t columnCount, size_t blockCount, uint8_t *masks,
    double *sums) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return pass_avx512(tree, codes, columnCount, blockCount, masks, sums);
    if (__builtin_cpu_supports("avx2"))
        return pass_avx2(tree, codes, columnCount, blockCount, masks, sums);
#endif
    pass_all(tree, codes, columnCount, blockCount, masks, sums);
}
