#ifndef DURETREES_H
#define DURETREES_H

#include <stddef.h>
#include <stdint.h>

/// A row's gradient and hessian as whole numbers of their steps, in one: `gradient << 32 | hessian`.
///
/// Within ±2^18 and 0...2^18, so that sums of so many rows cannot run over.
#define DURE_TREE_ROWS_MAX 8191

/// Adds the rows' packed values to a histogram of packed sums.
///
/// - `codes`: shape [all rows, stride], row-major; row r's column c has its bin at r*stride + c.
/// - `offsets`: shape [columns]; where each column's bins begin in the histogram.
/// - `rows`: the rows' numbers; null for `first`, `first + 1`, and so on.
/// - `values`: shape [all rows], by row number.
/// - `count`: at most DURE_TREE_ROWS_MAX, as the sums are packed too.
void dure_tree_histogram(
    const uint8_t *_Nonnull codes, size_t stride, const int32_t *_Nonnull offsets, size_t columns,
    const uint32_t *_Nullable rows, size_t first, size_t count, const int64_t *_Nonnull values,
    int64_t *_Nonnull histogram);

/// As `dure_tree_histogram`, into pairs: the sum of packed values' gradients; and the sum of their
/// hessians times 2^24 plus the number of rows whose value is not 0. Up to 2^20 rows.
void dure_tree_histogram_counted(
    const uint8_t *_Nonnull codes, size_t stride, const int32_t *_Nonnull offsets, size_t columns,
    const uint32_t *_Nullable rows, size_t first, size_t count, const int64_t *_Nonnull values,
    int64_t *_Nonnull histogram);

/// Adds packed sums to sums of gradients and hessians, and makes the packed ones 0.
///
/// - `gradients`, `hessians`: shape [count]; `steps[0]` and `steps[1]` are their units.
void dure_tree_unpack(
    int64_t *_Nonnull histogram, size_t count, const double *_Nonnull steps,
    double *_Nonnull gradients, double *_Nonnull hessians);

/// As `dure_tree_unpack`, from pairs of `dure_tree_histogram_counted`, with the number of rows.
void dure_tree_unpack_counted(
    int64_t *_Nonnull histogram, size_t count, const double *_Nonnull steps,
    double *_Nonnull gradients, double *_Nonnull hessians, double *_Nonnull rowCounts);

/// Parts rows into those whose bin the table sends left and the others, each in their old order.
///
/// - `codes`: shape [all rows]: one column's bins.
/// - `goesLeft`: shape [256]: 1 or 0.
/// - `left`, `right`: room for `count` rows each; `left` may be `rows` itself.
/// - Returns: How many went left.
size_t dure_tree_partition(
    const uint8_t *_Nonnull codes, const uint8_t *_Nonnull goesLeft, const uint32_t *_Nonnull rows,
    size_t count, uint32_t *_Nonnull left, uint32_t *_Nonnull right);

/// Packed gradients and hessians of the logistic loss.
///
/// - `scores`: shape [count]; log odds.
/// - `labels`: shape [count]; 0 or 1.
/// - `factors`: shape [count], within 0...1; null where all rows count 1.
/// - `values`: shape [count]; steps of 2^-18 for gradients, 2^-20 for hessians.
void dure_tree_logistic(
    const double *_Nonnull scores, const uint8_t *_Nonnull labels, const double *_Nullable factors,
    size_t count, int64_t *_Nonnull values);

/// Follows one tree for a block of rows and adds their leaves' values.
///
/// - `nodes`: shape [nodes]: column (16 bits), bin + add (8), add (8), left child (32), from the
///   lowest bits up. The right child is left + 1; a leaf is its own left child, with the bin 255.
/// - `codes`: shape [count, stride]; a row goes left where `(uint8_t)(code + add) <= bin + add`.
/// - `depth`: how many steps lead from the root to the farthest leaf.
/// - `leaves`: shape [nodes]: the values.
/// - `sums`: shape [count]. At most 64 rows.
void dure_tree_follow(
    const uint64_t *_Nonnull nodes, const double *_Nonnull leaves, size_t depth,
    const uint8_t *_Nonnull codes, size_t stride, size_t count, double *_Nonnull sums);

#endif
