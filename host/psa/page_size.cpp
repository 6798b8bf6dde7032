#include "psa/page_size.hpp"

#include <cmath>

namespace ibtr::psa {
namespace {

/// Digests, number of the draw, lengths and the place in the page.
constexpr double beside_numbers = 54;

/// Bytes of the file that a row takes, by SQLite's format of table leaves: a row that does not fit into a page leaves
/// a part of itself there and goes on in pages of its own.
double bytes_a_row(double row, double page) {
    const double most_in_leaf = page - 35, least_in_leaf = std::floor((page - 12) * 32 / 255) - 23;
    double in_leaf = row, own_pages = 0;
    if (row > most_in_leaf) {
        in_leaf = least_in_leaf + std::fmod(row - least_in_leaf, page - 4);
        if (in_leaf > most_in_leaf) in_leaf = least_in_leaf;
        own_pages = std::ceil((row - in_leaf) / (page - 4));
    }
    return page * own_pages + page / std::floor((page - 8) / in_leaf);
}

}  // namespace

Pages pages_for(std::size_t row_bytes, std::uint64_t rows) {
    constexpr double well_filled = 0.9, fewest_pages = 64;
    const double row = static_cast<double>(row_bytes) + beside_numbers;
    Pages best;
    for (std::size_t page = 32768; page >= 4096; page /= 2) {
        const double taken = bytes_a_row(row, static_cast<double>(page));
        const bool many = taken * static_cast<double>(rows) >= fewest_pages * static_cast<double>(page);
        if (page > 4096 && !many) continue;
        if (best.bytes_a_row == 0 || taken < best.bytes_a_row) best = {page, taken};
        if (row / best.bytes_a_row >= well_filled) break;
    }
    return best;
}

}  // namespace ibtr::psa
