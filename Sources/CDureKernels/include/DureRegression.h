#ifndef DURE_REGRESSION_H
#define DURE_REGRESSION_H

#include <stddef.h>

/// Writes a column of a matrix: each number, no less than `lower` and no more than `upper`, less
/// `center`, divided by `scale`; the same bits on every processor.
///
/// `numbers`: shape [count]; `values`: every `stride`-th of `(count - 1) * stride + 1` is written.
void dure_column_scale(const double *_Nonnull numbers, size_t count, double lower, double upper,
                       double center, double scale, double *_Nonnull values, size_t stride);

/// Copies rows of doubles, each padded with zeros to a multiple of eight, and multiplies each with
/// a vector that is padded in the same way.
///
/// `rows`: shape [row_count, width]; `padded`: shape [row_count, stride]; `vector`: shape [stride];
/// `products`: shape [row_count], to which the products are added.
void dure_rows_pack(const double *_Nonnull rows, size_t row_count, size_t width, size_t stride,
                    const double *_Nonnull vector, double *_Nonnull padded,
                    double *_Nonnull products);

/// Adds a block's slopes times rows to the gradient, and its rows' outer products, each times its
/// bend, to the upper triangle of a square matrix; what lies below the diagonal is garbage.
///
/// `padded`: shape [row_count, stride], with stride a multiple of eight; `slopes`, `bends`: shape
/// [row_count]; `scratch`: shape [row_count, stride]; `gradient`: shape [stride]; `square`: shape
/// [stride, stride].
void dure_rows_accumulate(const double *_Nonnull padded, size_t row_count, size_t stride,
                          const double *_Nonnull slopes, const double *_Nonnull bends,
                          double *_Nonnull scratch, double *_Nonnull gradient,
                          double *_Nonnull square);

/// e to the power of each number, in place; 0 below -708, infinity above 709.
void dure_exp64(double *_Nonnull values, size_t count);

/// For each predictor z and target y (0 or 1): the mean 1 / (1 + e^-z), and the loss
/// ln(1 + e^z) - y z without cancellation.
void dure_logistic(const double *_Nonnull predictors, const double *_Nonnull targets, size_t count,
                   double *_Nonnull means, double *_Nonnull losses);

#endif
