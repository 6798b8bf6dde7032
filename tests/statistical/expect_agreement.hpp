#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "agreement.hpp"

namespace ibtr::test {

/// Expects that program, plain simulation and exact solution of a model agree.
inline void expect_agreement(const ModelUnderTest& study, std::uint64_t seed) {
    const Verdict verdict = compare(study, study, study, seed);
    EXPECT_GT(verdict.quantities, 20U);
    for (const Comparison* comparison : {&verdict.program_exact, &verdict.plain_exact, &verdict.program_plain})
        EXPECT_THAT(comparison->failures(), testing::IsEmpty());
    testing::Test::RecordProperty("largest_z_program_exact", std::to_string(verdict.program_exact.largest_z()));
    testing::Test::RecordProperty("largest_z_plain_exact", std::to_string(verdict.plain_exact.largest_z()));
    testing::Test::RecordProperty("largest_z_program_plain", std::to_string(verdict.program_plain.largest_z()));
}

}  // namespace ibtr::test
