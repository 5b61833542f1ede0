#ifndef DUREMATRIX_H
#define DUREMATRIX_H

#include <stddef.h>
#include <stdint.h>

/// The instructions that kernels may use; each level includes those below it.
enum {
    /// What every machine of this architecture has.
    DURE_LEVEL_BASE = 0,
    /// AVX2 and FMA.
    DURE_LEVEL_AVX2 = 1,
    /// AVX-512 F, BW, DQ and VL.
    DURE_LEVEL_AVX512 = 2,
    /// AVX-512 BF16.
    DURE_LEVEL_AVX512BF16 = 3
};

/// The highest level that this processor and its operating system support.
int32_t dure_level_max(void);

/// The level that is fastest here: the highest, but without bf16 where that is slower than floats.
int32_t dure_level_best(void);

/// How many floats `dure_multiply` needs to work in, for any shape.
size_t dure_multiply_workspace(void);

/// What a product's numbers are multiplied as.
enum {
    DURE_FLOAT = 0,
    /// A's and B's numbers are rounded to eight bits of mantissa, the nearest and ties to even,
    /// those smaller than the smallest normal one to 0; the products are added as floats.
    DURE_BFLOAT16 = 1
};

/// C = op(A) op(B), or C += op(A) op(B) where `is_adding`; all row-major.
///
/// op(A) is [rows, depth], op(B) is [depth, columns], C is [rows, columns]; a transposed operand is
/// stored the other way round. The strides are those of the stored rows, in floats. An element of C
/// is summed in an order that depends on `depth` alone, so products may be split by rows and
/// columns without any other result. `workspace` is aligned to 64 bytes and overlaps nothing.
void dure_multiply(
    int32_t level, int32_t precision, int32_t is_a_transposed, int32_t is_b_transposed,
    size_t rows, size_t columns, size_t depth, const float *_Nonnull a, size_t a_stride,
    const float *_Nonnull b, size_t b_stride, int32_t is_adding, float *_Nonnull c,
    size_t c_stride, float *_Nonnull workspace);

/// Which BLAS this package was built with (its trait OpenBLAS or Accelerate), set to one thread.
///
/// Null where it was built with none, or where the system's variant of it may not be called by
/// several threads at once. To be called once, before `dure_library_multiply`.
const char *_Nullable dure_library_start(void);

/// As `dure_multiply` on floats, by that BLAS; in an order of its own. Returns 0, and does nothing,
/// where there is none or a number does not fit its integers.
int32_t dure_library_multiply(
    int32_t is_a_transposed, int32_t is_b_transposed, size_t rows, size_t columns, size_t depth,
    const float *_Nonnull a, size_t a_stride, const float *_Nonnull b, size_t b_stride,
    int32_t is_adding, float *_Nonnull c, size_t c_stride);

/// The activations of a layer.
enum {
    DURE_IDENTITY = 0,
    DURE_RELU = 1,
    /// In the form with tanh (Hendrycks and Gimpel 2016, section 2).
    DURE_GELU = 2,
    DURE_TANH = 3
};

/// a = f(z + bias), row by row; for GELU z becomes z + bias, otherwise `z` and `a` may be the same.
void dure_bias_activation(
    int32_t level, int32_t activation, size_t rows, size_t columns, const float *_Nonnull bias,
    float *_Nonnull z, float *_Nonnull a);

/// delta *= f'(z): from `a` = f(z) where that says enough, from `z` for GELU.
void dure_activation_backward(
    int32_t level, int32_t activation, size_t count, const float *_Nonnull z,
    const float *_Nonnull a, float *_Nonnull delta);

/// Each row becomes its softmax.
void dure_softmax_rows(int32_t level, size_t rows, size_t columns, float *_Nonnull x);

/// x = exp(x) for numbers in -87...88; clamped outside.
void dure_exp(int32_t level, size_t count, float *_Nonnull x);

/// sums[j] = Σ x[i][j], or += where `is_adding`; rows from the first to the last.
void dure_column_sums(
    int32_t level, size_t rows, size_t columns, size_t stride, const float *_Nonnull x,
    int32_t is_adding, float *_Nonnull sums);

/// The sum of squares of a list, as doubles.
double dure_square_sum(int32_t level, size_t count, const float *_Nonnull x);

/// y += factor x.
void dure_axpy(
    int32_t level, size_t count, float factor, const float *_Nonnull x, float *_Nonnull y);

/// x *= factor.
void dure_scale(int32_t level, size_t count, float factor, float *_Nonnull x);

/// One step of gradient descent with momentum, as PyTorch writes it: g += decay p;
/// v = momentum v + g; p -= rate v. Without momentum `v` is not touched.
void dure_descend(
    int32_t level, size_t count, float rate, float momentum, float decay,
    const float *_Nonnull gradient, float *_Nonnull velocity, float *_Nonnull parameters);

/// One step of Adam with decoupled decay (Kingma and Ba 2015, Algorithm 1; Loshchilov and Hutter
/// 2019): p -= rate decay p; m, v as usual; p -= step m / (√v / root + epsilon), where `step` and
/// `root` hold the bias corrections.
void dure_adam(
    int32_t level, size_t count, float shrink, float step, float root, float beta1, float beta2,
    float epsilon, const float *_Nonnull gradient, float *_Nonnull m, float *_Nonnull v,
    float *_Nonnull parameters);

#endif
