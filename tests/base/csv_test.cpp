#include "base/csv.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Problem> problems_of(const std::string& text) {
    try {
        parse_csv(text, "x.csv");
    } catch (const ConfigError& error) {
        return error.problems();
    }
    ADD_FAILURE() << "reads: " << text;
    return {};
}

TEST(CsvTable, ReadsFieldsOfEveryKind) {
    const CsvTable table = parse_csv("name,text\r\n a b ,\"x, \"\"y\"\"\"\r\n\r\nc,\"two\nlines\"\nd,\n", "x.csv");
    EXPECT_THAT(table.header, ElementsAre("name", "text"));
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_THAT(table.rows[0].fields, ElementsAre("a b", "x, \"y\""));
    EXPECT_THAT(table.rows[1].fields, ElementsAre("c", "two\nlines"));
    EXPECT_THAT(table.rows[2].fields, ElementsAre("d", ""));
}

// Law: a row's line is where it begins, also after line breaks inside quotes and blank lines.
TEST(CsvTable, LinesAreCounted) {
    const CsvTable table = parse_csv("a\n\"1\n2\"\n\n3", "x.csv");
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].line, 2);
    EXPECT_EQ(table.rows[1].line, 5);
}

TEST(CsvTable, SkipsAByteOrderMark) {
    EXPECT_THAT(parse_csv("\xEF\xBB\xBF"
                          "a\n1\n",
                          "x")
                    .header,
                ElementsAre("a"));
}

TEST(CsvTable, FindsColumnsByName) {
    const CsvTable table = parse_csv("a,b\n", "x");
    EXPECT_EQ(table.find_column("b"), 1U);
    EXPECT_EQ(table.find_column("c"), std::nullopt);
}

// Law: every row of a wrong length is reported, and every name that occurs twice.
TEST(CsvTable, ReportsAllRowsOfTheWrongLength) {
    const std::vector<Problem> problems = problems_of("a,b,a\n1,2,3\n1,2\n1,2,3,4\n");
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_EQ(problems[0].line, 1);
    EXPECT_EQ(problems[0].key, "a");
    EXPECT_EQ(problems[1].line, 3);
    EXPECT_THAT(problems[1].message, HasSubstr("has 2 fields, the header has 3"));
    EXPECT_EQ(problems[2].line, 4);
}

TEST(CsvTable, BrokenQuotesAreReportedWhereTheyOpen) {
    EXPECT_EQ(problems_of("a\n1\n\"x\n\n\n").front().line, 3);
    EXPECT_THAT(problems_of("a\n\"x\"y\n").front().message, HasSubstr("written twice"));
    EXPECT_THAT(problems_of("a\nx\"y\n").front().message, HasSubstr("put the whole field in quotes"));
    EXPECT_THAT(problems_of("a\nx\ry\n").front().message, HasSubstr("carriage return"));
    EXPECT_THAT(problems_of("\n\n").front().message, HasSubstr("is empty"));
}

TEST(ParseNumber, TakesTheWholeFieldOrNothing) {
    EXPECT_EQ(parse_number("1.5e3"), 1500);
    EXPECT_EQ(parse_number("-2"), -2);
    for (const char* text : {"", "1 ", "1x", "nan", "inf", "NA", "1e999"})
        EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

// Law: what is written reads back: texts with separators in them, numbers to the last bit, what is undefined as
// nothing.
TEST(CsvText, ReadsBackAsItWasWritten) {
    CsvText csv("name,number,note\n");
    csv.row("a,\"b\"", 0.1, std::string("two\nlines"));
    csv.field("c");
    csv.row(std::nan(""), "");
    const CsvTable table = parse_csv(csv.take(), "x.csv");
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_THAT(table.rows[0].fields, ElementsAre("a,\"b\"", "0.1", "two\nlines"));
    EXPECT_THAT(table.rows[1].fields, ElementsAre("c", "", ""));
}

// Law: the same of what a reader leaves out unless it is in quotes: spaces at the ends of a text, a line with nothing
// on it.
TEST(CsvText, SpacesAndLonelyEmptyFieldsReadBack) {
    CsvText csv("name\n");
    const std::vector<std::string> names{" a", "b ", "c d", " ", "e\t", "", "f"};
    for (const std::string& name : names) csv.row(name);
    const CsvTable table = parse_csv(csv.take(), "x.csv");
    ASSERT_EQ(table.rows.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_THAT(table.rows[i].fields, ElementsAre(names[i]));
}

// Law: no cell is what a spreadsheet would compute; numbers, and texts that only begin as one, are.
TEST(CsvText, AFormulaIsRefused) {
    CsvText csv("a\n");
    for (const char* text : {"-1.5", "-1.1 (-1.3 to -0.9)", "1+1", "a=b", "x@y"})
        EXPECT_NO_THROW(csv.row(text)) << text;
    for (const char* text : {"=1", "=cmd|x", "@SUM(A1)", "+1+1", "-1+1", "-x", "\tx", "\rx"})
        EXPECT_THROW(csv.field(text), UsageError) << text;
}

}  // namespace
}  // namespace ibtr::test
