// The last line of convergence is the summary itself; errors fall as draws are added.

#include "psa/psa_report.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

TEST(Convergence, PointsEndWithAllDraws) {
    const std::vector<std::uint32_t> independent = psa::convergence_points({DesignKind::monte_carlo, 1000, 1});
    EXPECT_EQ(independent.front(), 16U);
    EXPECT_EQ(independent.back(), 1000U);
    EXPECT_EQ(psa::convergence_points({DesignKind::monte_carlo, 10, 1}), std::vector<std::uint32_t>{10});
    EXPECT_EQ(psa::convergence_points({DesignKind::sobol, 64, 4}), (std::vector<std::uint32_t>{32, 48, 64}));
}

TEST(Convergence, EndsAtTheSummary) {
    for (const Design& design : {Design{DesignKind::monte_carlo, 200, 1}, Design{DesignKind::sobol, 256, 8}}) {
        const ScratchFolder scratch;
        const SmallAnalysis analysis(one_hazard, design, scratch.path());
        psa::Store store = analysis.create();
        analysis.run(store, 2);
        const psa::Summary summary = analysis.summary(store);
        std::istringstream text(psa::convergence_csv(analysis.config.model, analysis.plan->outcomes(), summary));
        std::vector<std::vector<std::string>> last_rows;
        const std::string draws = std::to_string(design.draws);
        for (std::string line; std::getline(text, line);) {
            std::istringstream cells(line);
            std::vector<std::string> row;
            for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
            if (row.size() > 7 && row[7] == draws) last_rows.push_back(row);
        }
        std::size_t decided = 0;
        for (std::size_t i = 0; i < summary.outcomes.size(); ++i) {
            if (!psa::decides(analysis.plan->outcomes()[i])) continue;
            ASSERT_LT(decided, last_rows.size());
            EXPECT_EQ(std::stod(last_rows[decided][8]), summary.outcomes[i].mean);
            EXPECT_EQ(std::stod(last_rows[decided][9]), summary.outcomes[i].mean_se);
            EXPECT_EQ(std::stod(last_rows[decided][10]), summary.outcomes[i].sd);
            ++decided;
        }
        EXPECT_EQ(decided, last_rows.size());
        EXPECT_EQ(decided, 4U);  // rr_alive and rd at two landmarks
    }
}

}  // namespace
}  // namespace ibtr::test
