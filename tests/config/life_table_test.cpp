// Law: a life table is read as offices publish it, or refused in one line that says what to do.

#include <gmock/gmock.h>

#include <cmath>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

class PublishedLifeTable : public testing::Test {
protected:
    /// @param keys of the table beside its file
    std::string config_with(const std::string& table, const std::string& keys) {
        folder_.write("table.txt", table);
        return folder_.write("x.toml",
                             replaced(example_config, "first_age_years = 40\nprobabilities = [0.01, 0.02, 0.03]",
                                      "file = \"table.txt\"\n" + keys));
    }
    LifeTable read(const std::string& table, const std::string& keys = "column = \"qx\"") {
        return load_config({config_with(table, keys), {}}).model.life_tables[0];
    }
    void expect_refused(const std::string& table, const std::string& keys, int line, const std::string& message) {
        try {
            read(table, keys);
            ADD_FAILURE() << "reads: " << table;
        } catch (const ConfigError& error) {
            ASSERT_EQ(error.problems().size(), 1U) << error.what();
            EXPECT_EQ(error.problems()[0].line, line) << error.what();
            EXPECT_THAT(error.problems()[0].message, HasSubstr(message));
        }
    }
    TemporaryFolder folder_;
};

const std::vector<double> three{0.01, 0.02, 0.5};

// An open last age is the age that it begins with.
TEST_F(PublishedLifeTable, AnOpenLastAgeIsRead) {
    for (const char* label : {"42+", "42 +", "42 and over", "\"42 years and over\"", "42 or more", "42plus"})
        EXPECT_EQ(read("age,qx\n40,0.01\n41,0.02\n" + std::string(label) + ",0.5\n").probability, three) << label;
}

// A closing 1 is no hazard: the one before goes on, in a file and in place.
TEST_F(PublishedLifeTable, AClosingOneEndsTheTable) {
    const std::vector<double> two{0.01, 0.02};
    EXPECT_EQ(read("age,qx\n40,0.01\n41,0.02\n42,1.00000\n").probability, two);
    EXPECT_EQ(read("age,qx\n40,0.01\n41,0.02\n42+,1\n").probability, two);
    const std::string in_place = replaced(example_config, "[0.01, 0.02, 0.03]", "[0.01, 0.02, 1]");
    EXPECT_EQ(load_config_text(in_place, "x").model.life_tables[0].probability, two);
    EXPECT_EQ(problems_of(replaced(example_config, "[0.01, 0.02, 0.03]", "[0.01, 1, 0.03]")).size(), 1U);
    EXPECT_EQ(problems_of(replaced(example_config, "[0.01, 0.02, 0.03]", "[1]")).size(), 1U);
    expect_refused("age,qx\n40,0.01\n41,1\n42,0.5\n", "column = \"qx\"", 3, "age 42 follows");
}

// Where women outlive the table, they are told so.
TEST_F(PublishedLifeTable, OutlivingAClosedTableIsAWarning) {
    const std::string in_place = replaced(example_config, "[0.01, 0.02, 0.03]", "[0.01, 0.02, 1]");
    EXPECT_THAT(load_config_text(in_place, "x").warnings,
                testing::Contains(HasSubstr("ends at age 42, patients reach")));
}

// The Human Mortality Database: a title, spaces between columns, every year in one file, an open last age. A rate is a
// hazard that is constant within a year of age: q = 1 - exp(-m).
TEST_F(PublishedLifeTable, OfTheHumanMortalityDatabase) {
    const std::string text = R"(Denmark, Life tables (period 1x1), Females	Last modified: 13 Mar 2020;  Methods: v6

  Year          Age             mx       qx    ax      lx      dx      Lx       Tx     ex
  2014         108         0.16274  0.14496  0.25  100000   14496   89132  3995712   39.96
  2014         109         0.50000  0.05000  0.50   85504    4275   83366  3906580   45.69
  2014         110+        0.60000  1.00000  1.67       1       1       1        1    1.67
  2015         108         0.25000  0.22000  0.50  100000   14496   89132  3995712   39.96
  2015         109         0.50000  0.40000  0.50   85504    4275   83366  3906580   45.69
  2015         110+        0.75000  1.00000  1.33       1       1       1        1    1.33
)";
    const std::string base =
        replaced(example_config, "bands_years = [[40, 50], [50, 60]]", "bands_years = [[108, 109], [109, 110]]");
    folder_.write("table.txt", text);
    const auto table = [&](const std::string& keys) {
        std::string config = replaced(base, "first_age_years = 40\nprobabilities = [0.01, 0.02, 0.03]",
                                      "file = \"table.txt\"\nwhere = { Year = 2015 }\n" + keys);
        config = replaced(config, "given = [\"40-50\"]", "given = [\"108-109\"]");
        config = replaced(config, "given = [\"50-60\"]", "given = [\"109-110\"]");
        return load_config({folder_.write("x.toml", config), {}}).model.life_tables[0];
    };
    EXPECT_EQ(table("column = \"qx\"").first_age_years, 108);
    EXPECT_EQ(table("column = \"qx\"").probability, (std::vector<double>{0.22, 0.4}));
    const std::vector<double> from_rates = table("column = \"mx\"").probability;
    ASSERT_EQ(from_rates.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(-std::log1p(-from_rates[i]), 0.25 * static_cast<double>(i + 1), 1e-15);
    EXPECT_EQ(table("column = \"mx\"\nvalue_is = \"probability\"").probability, (std::vector<double>{0.25, 0.5, 0.75}));
    expect_refused(text, "column = \"qx\"", 7, "age 108 follows age 110+");
    expect_refused(text, "column = \"qx\"", 7, "where = {");
    expect_refused(text, "column = \"qx\"\nwhere = { Year = 2016 }", 3, "Year begins with '2014' and ends with '2015'");
    expect_refused(text, "column = \"qx\"\nwhere = { Yaer = 2016 }", 3, "'Yaer' is unknown");
}

// Tables in which a row holds several years, as "0-1" up to 1, or "40-44" with 44: the hazard is constant over them.
TEST_F(PublishedLifeTable, AgesOfSeveralYears) {
    EXPECT_EQ(read("Age,qx\n40\xE2\x80\x93"
                   "41,0.01\n41-42,0.02\n42-43,0.5\n")
                  .probability,
              three);
    const std::string abridged = "age;qx\n<1;0.01\n1-4;0.04\n5 to 9 years;0.05\n10+;1\n";
    const std::vector<double> years = read(abridged).probability;
    ASSERT_EQ(years.size(), 10U);
    EXPECT_EQ(years[0], 0.01);
    double survival = 1;
    for (std::size_t age = 5; age < 10; ++age) survival *= 1 - years[age];
    EXPECT_NEAR(survival, 0.95, 1e-15);
    const std::vector<double> rates = read(abridged, "column = \"qx\"\nvalue_is = \"rate\"").probability;
    EXPECT_NEAR(-std::log1p(-rates[7]), 0.05, 1e-15) << "a rate is one of a year, whatever the width";
    expect_refused("age,qx\n40-44,0.01\n50-54,0.02\n", "column = \"qx\"", 3, "age 50-54 follows age 40-44");
}

// Semicolons, tabs, decimal commas, thousands, comments, titles and footnotes.
TEST_F(PublishedLifeTable, SignsOfOtherCountries) {
    EXPECT_EQ(read("# comment\nLife table; women\n\nAlter;qx\n40;0,01\n41;0,02\n42;0,5\nQuelle: Amt\n",
                   "column = \"qx\"\nage_column = \"Alter\"")
                  .probability,
              three);
    EXPECT_EQ(read("age\tsex\tqx\n40\tF\t0.01\n40\tM\t0.3\n41\tF\t0.02\n41\tM\t0.3\n42\tF\t0.5\n",
                   "column = \"qx\"\nwhere = { sex = \"f\" }")
                  .probability,
              three);
    EXPECT_EQ(
        read("age,qx\n40,\"1,000\"\n41,\"2,000.0\"\n42,\"50,000\"\n", "column = \"qx\"\nper = 100_000").probability,
        three);
    EXPECT_EQ(read("age;qx\n40;1.000,0\n41;2 000\n42;50'000\n", "column = \"qx\"\nper = 100_000").probability, three);
}

TEST_F(PublishedLifeTable, WhatIsNoTableIsRefusedInOneLine) {
    const std::string keys = "column = \"qx\"";
    expect_refused("age,qx\n40,0.01\nforty-one,0.02\n", keys, 3, "is no age");
    expect_refused("age,qx\n40,12\n", keys, 2, "value_is whether it is a rate");
    expect_refused("age,qx\n40,.\n", keys, 2, "probability of death '.'");
    expect_refused("age,qx\n40,-0.1\n", keys + "\nvalue_is = \"rate\"", 2, "death rate '-0.1'");
    expect_refused("", keys, 30, "is empty");
}

TEST_F(PublishedLifeTable, KeysAreChecked) {
    const auto refused = [&](const std::string& keys, const std::string& message) {
        try {
            read("age,qx\n40,0.01\n", keys);
            ADD_FAILURE() << keys;
        } catch (const ConfigError& error) {
            EXPECT_THAT(std::string(error.what()), HasSubstr(message));
        }
    };
    refused("column = \"qx\"\nvalue_is = \"hazard\"", "allowed: probability, rate");
    refused("column = \"qx\"\nper = 0", "must be 1 or more");
    refused("column = \"qx\"\nwhere = { sex = [1] }", "a finite number or a string");
}

}  // namespace
}  // namespace ibtr::test
