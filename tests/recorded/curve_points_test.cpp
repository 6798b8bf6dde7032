#include "recorded/curve_points.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr::recorded::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* header =
    "strategy,group,population,endpoint,time_years,estimate,mc_se,ci_low,ci_high,cri_low,cri_high,at_risk\n";

std::vector<RecordedPoint> read(const std::string& rows) {
    return curve_points(Rows(parse_csv(header + rows, "curves.csv")));
}

TEST(CurvePoints, AreReadAsTheyStandAndEmptyFieldsAreNotNumbers) {
    const auto points =
        read("a,all,standardised,os,0,1,0,1,1,,,80\na,all,standardised,os,0.5,0.25,,0.2,0.3,0.1,0.4,\n");
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[1].strategy, "a");
    EXPECT_EQ(points[1].endpoint, "os");
    EXPECT_EQ(points[1].time_years, 0.5);
    EXPECT_EQ(points[1].number.estimate, 0.25);
    EXPECT_EQ(points[1].number.cri_high, 0.4);
    EXPECT_EQ(points[0].at_risk, 80);
    EXPECT_TRUE(std::isnan(points[0].number.cri_low) && std::isnan(points[1].at_risk));
}

// Means are in years, and a share of the survival of others may be above 1.
TEST(CurvePoints, OnlySharesEndAtOne) {
    EXPECT_NO_THROW(read("a,all,standardised,rmst_os,5,4.5,,,,,,\na,all,standardised,rs,5,1.02,,,,,,\n"));
    EXPECT_THROW(read("a,all,standardised,os,5,1.02,,,,,,\n"), UsageError);
    EXPECT_THROW(read("a,all,standardised,cif_death,5,1.02,,,,,,\n"), UsageError);
}

struct Damage {
    const char *rows, *column, *field;
};

class DamagedPoint : public testing::TestWithParam<Damage> {};

TEST_P(DamagedPoint, IsRefusedWithFileLineColumnAndField) {
    const Damage& damage = GetParam();
    EXPECT_THAT([&] { read(damage.rows); },
                ThrowsMessage<UsageError>(AllOf(HasSubstr("curves.csv:"), HasSubstr(damage.column),
                                                HasSubstr("'" + std::string(damage.field) + "'"))));
}

INSTANTIATE_TEST_SUITE_P(All, DamagedPoint,
                         testing::Values(Damage{"a,all,standardised,os,5,nan,,,,,,\n", "estimate", "nan"},
                                         Damage{"a,all,standardised,os,5,inf,,,,,,\n", "estimate", "inf"},
                                         Damage{"a,all,standardised,os,5,<b>,,,,,,\n", "estimate", "<b>"},
                                         Damage{"a,all,standardised,os,5,-5,,,,,,\n", "estimate", "-5"},
                                         Damage{"a,all,standardised,os,5,0.5,,x,,,,\n", "ci_low", "x"},
                                         Damage{"a,all,standardised,os,5,0.5,,0.6,0.4,,,\n", "ci_low", "0.6"},
                                         Damage{"a,all,standardised,os,5,0.5,,,,0.6,0.4,\n", "cri_low", "0.6"},
                                         Damage{"a,all,standardised,os,1e300,0.5,,,,,,\n", "time_years", "1e300"},
                                         Damage{"a,all,standardised,os,-1,0.5,,,,,,\n", "time_years", "-1"},
                                         Damage{"a,all,standardised,os,,0.5,,,,,,\n", "time_years", ""},
                                         Damage{"a,all,standardised,os,5,0.5,,,,,,-3\n", "at_risk", "-3"},
                                         Damage{
                                             "a,all,standardised,os,5,0.5,,,,,,\na,all,standardised,os,5,0.5,,,,,,\n",
                                             "time_years", "5"}));

TEST(Contrasts, AreHeldAgainstTheSameRules) {
    const std::string names =
        "strategy,comparator,group,population,endpoint,time_years,measure,estimate,mc_se,ci_low,"
        "ci_high,cri_low,cri_high\n";
    const auto contrasts = [&](const std::string& row) {
        return contrasts_of(Rows(parse_csv(names + row, "contrasts.csv")));
    };
    EXPECT_EQ(contrasts("a,b,all,standardised,os,5,rd,-0.1,0,-0.2,0.1,,\n").front().number.estimate, -0.1);
    EXPECT_THROW(contrasts("a,b,all,standardised,os,5,rd,minus,0,-0.2,0.1,,\n"), UsageError);
    EXPECT_THROW(contrasts("a,b,all,standardised,os,1e300,rd,-0.1,0,-0.2,0.1,,\n"), UsageError);
}

TEST(Rows, AMissingColumnIsNamed) {
    const Rows rows(parse_csv("a,b\n1,2\n", "some.csv"));
    EXPECT_THAT([&] { (void)rows.number(0, "c"); },
                ThrowsMessage<UsageError>(AllOf(HasSubstr("some.csv"), HasSubstr("'c'"))));
}

}  // namespace
}  // namespace ibtr::recorded::test
