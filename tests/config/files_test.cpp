// Laws about files: what cannot be read, extends, and life tables.

#include <gmock/gmock.h>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

Problem only_problem_of_file(const std::string& path, const std::vector<std::string>& overrides = {}) {
    try {
        load_config({path, overrides});
    } catch (const ConfigError& error) {
        EXPECT_EQ(error.problems().size(), 1U) << error.what();
        return error.problems().front();
    }
    ADD_FAILURE() << path << " loads";
    return {};
}

TEST(ConfigFile, MissingIsNamed) {
    const Problem problem = only_problem_of_file("/nowhere/x.toml");
    EXPECT_EQ(problem.file, "/nowhere/x.toml");
    EXPECT_EQ(problem.message, "no such file");
}

TEST(ConfigFile, FolderIsRefused) {
    const TemporaryFolder folder;
    EXPECT_THAT(only_problem_of_file(folder.path().string()).message, testing::HasSubstr("is a folder"));
}

TEST(ConfigFile, DeviceIsRefused) {
    EXPECT_THAT(only_problem_of_file("/dev/zero").message, testing::HasSubstr("not a regular file"));
}

// A sparse file of 1 GiB: refused by its size, not read.
TEST(ConfigFile, HugeIsRefused) {
    const TemporaryFolder folder;
    const std::string path = folder.write("huge.toml", "schema = 1\n");
    std::filesystem::resize_file(path, std::uintmax_t{1} << 30);
    EXPECT_THAT(only_problem_of_file(path).message, testing::HasSubstr("8 MiB"));
}

// Overlong forms, surrogates, stray and cut-off bytes are not UTF-8; the line is the first that holds one.
TEST(ConfigFile, NotUtf8IsRefusedAtItsLine) {
    const TemporaryFolder folder;
    for (const std::string bytes :
         {"\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
        const Problem problem = only_problem_of_file(folder.write("x.toml", "schema = 1\n# " + bytes + "\n"));
        EXPECT_EQ(problem.line, 2);
        EXPECT_THAT(problem.message, testing::HasSubstr("UTF-8"));
    }
    const std::string valid =
        replaced(example_config, "name = \"example\"", "name = \"Beispiel\"\ntitle = \"für € 𝄞\"");
    EXPECT_EQ(load_config({folder.write("valid.toml", valid), {}}).model.title, "für € 𝄞");
}

// Law: a config that extends another is the other with the given keys replaced, elements of named tables
// by name; the path is relative to the extending file.
TEST(Extends, MergesByKeyAndName) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "base");
    folder.write("base/base.toml", example_config);
    const std::string child = folder.write("child.toml", R"(extends = "base/base.toml"
name = "child"
landmarks_years = [10]
parameters.share.expression = "2.5 * h_onset"
[[states]]
name = "dead"
kind = "death"
[[states]]
name = "dead2"
kind = "death"
[[transitions]]
name = "death_ill"
hazard = { family = "exponential", rate_per_year = "h_onset" }
[[transitions]]
name = "new_death"
from = "well"
to = "dead2"
clock = "time"
hazard = { family = "exponential", rate_per_year = "h_onset" }
)");
    const Model model = load_config({child, {}}).model;
    EXPECT_EQ(model.name, "child");
    EXPECT_EQ(model.landmarks_years, std::vector<double>{10});
    EXPECT_EQ(model.states.size(), 4U);
    ASSERT_EQ(model.transitions.size(), 5U);
    EXPECT_EQ(model.transitions[1].name, "death_ill");
    EXPECT_EQ(model.transitions[1].hazard.family, HazardFamily::exponential);
    EXPECT_EQ(model.transitions[1].clock, Clock::sojourn) << "keys not given stay those of the base";
    EXPECT_EQ(model.transitions[4].name, "new_death");
    EXPECT_EQ(model.parameters[2].expression, "2.5 * h_onset");
    EXPECT_FALSE(model.parameters[2].value) << "an expression replaces the value";
}

// Law: what a config names twice is an error, also where the first of the two changes an element of its base.
TEST(Extends, NamesAreNotMergedTwice) {
    const TemporaryFolder folder;
    folder.write("base.toml", example_config);
    const std::string twice = R"(extends = "base.toml"
[[states]]
name = "ill"
[[states]]
name = "ill"
)";
    EXPECT_THAT(only_problem_of_file(folder.write("twice.toml", twice)).message, testing::HasSubstr("used twice"));
}

// Law: a problem is reported in the file that holds the value, base or child.
TEST(Extends, ProblemsAreReportedInTheirOwnFile) {
    const TemporaryFolder folder;
    const std::string base = folder.write("base.toml", replaced(example_config, "seed = 1", "seed = -1"));
    EXPECT_EQ(only_problem_of_file(folder.write("a.toml", "extends = \"base.toml\"\n")).file, base);
    const Problem own = only_problem_of_file(folder.write("b.toml", "extends = \"base.toml\"\nseed = -2\n"));
    EXPECT_THAT(own.file, testing::EndsWith("b.toml"));
    EXPECT_EQ(own.line, 2);
}

// A parameter that nothing uses any more is worth a warning where it is written, not where it was inherited.
TEST(Extends, InheritedParametersMayBeUnused) {
    const TemporaryFolder folder;
    const std::string unused = replaced(example_config, "rate_per_year = \"h_double\"", "rate_per_year = \"h_onset\"");
    const auto warned = testing::Contains("parameter 'h_double' is never used");
    EXPECT_THAT(load_config({folder.write("base.toml", unused), {}}).warnings, warned);
    EXPECT_THAT(load_config({folder.write("x.toml", "extends = \"base.toml\"\nname = \"x\"\n"), {}}).warnings,
                testing::Not(warned));
}

TEST(Extends, CyclesAndMissingFilesAreRefused) {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", "extends = \"b.toml\"\n");
    folder.write("b.toml", "\nextends = \"a.toml\"\n");
    const Problem cycle = only_problem_of_file(a);
    EXPECT_THAT(cycle.file, testing::EndsWith("b.toml"));
    EXPECT_EQ(cycle.line, 2);
    EXPECT_THAT(cycle.message, testing::HasSubstr("extends this config in turn"));
    EXPECT_THAT(only_problem_of_file(folder.write("c.toml", "extends = \"none.toml\"\n")).message,
                testing::HasSubstr("no such file"));
    EXPECT_THAT(only_problem_of_file(folder.write("d.toml", "extends = 3\n")).message, testing::HasSubstr("a number"));
}

class LifeTableFileTest : public testing::Test {
protected:
    std::string config_with(const std::string& csv) {
        folder_.write("table.csv", csv);
        return folder_.write("x.toml",
                             replaced(example_config, "first_age_years = 40\nprobabilities = [0.01, 0.02, 0.03]",
                                      "file = \"table.csv\"\ncolumn = \"qx\""));
    }
    TemporaryFolder folder_;
};

// Law: the column named is the one read, and the stored text no longer needs the file.
TEST_F(LifeTableFileTest, IsEmbedded) {
    const LoadedConfig loaded = load_config({config_with("age,other,qx\r\n40,1,0.01\r\n41,1,0.25\r\n"), {}});
    EXPECT_EQ(loaded.model.life_tables[0].first_age_years, 40);
    EXPECT_EQ(loaded.model.life_tables[0].probability, (std::vector<double>{0.01, 0.25}));
    EXPECT_THAT(loaded.text, testing::Not(testing::HasSubstr("table.csv")));
    EXPECT_EQ(load_config_text(loaded.text, "stored").text, loaded.text);
}

TEST_F(LifeTableFileTest, GapsAndWrongNumbersAreReportedInTheFile) {
    const auto expect = [&](const std::string& csv, int line, const std::string& message) {
        const Problem problem = only_problem_of_file(config_with(csv));
        EXPECT_THAT(problem.file, testing::EndsWith("table.csv"));
        EXPECT_EQ(problem.line, line) << csv;
        EXPECT_THAT(problem.message, testing::HasSubstr(message));
    };
    expect("age,qx\n40,0.01\n42,0.02\n", 3, "age 42 follows age 40");
    expect("age,qx\n40,0.01\n41,1.5\n", 3, "below 1");
    expect("age,qx\n40,x\n", 2, "'x'");
    expect("age,qxx\n40,0.1\n", 1, "nearest: 'qxx'");
    expect("age,qx\n", 1, "has no rows");
    expect("age,qx\n40,0.1\n41\n", 3, "has 1 fields");
}

TEST_F(LifeTableFileTest, AFileBesideNumbersIsRefused) {
    folder_.write("table.csv", "age,qx\n40,0.01\n");
    const std::string both = folder_.write(
        "both.toml", replaced(example_config, "first_age_years = 40\n", "file = \"table.csv\"\ncolumn = \"qx\"\n"));
    const Problem problem = only_problem_of_file(both);
    EXPECT_EQ(problem.key, "life_tables.women.probabilities");
    EXPECT_THAT(problem.message, testing::HasSubstr("beside a file"));
}

TEST_F(LifeTableFileTest, MissingFileIsReportedWhereItIsNamed) {
    const std::string config = config_with("");
    std::filesystem::remove(folder_.path() / "table.csv");
    const Problem problem = only_problem_of_file(config);
    EXPECT_EQ(problem.file, config);
    EXPECT_EQ(problem.key, "life_tables.women.file");
    EXPECT_THAT(problem.message, testing::HasSubstr("no such file"));
}

}  // namespace
}  // namespace ibtr::test
