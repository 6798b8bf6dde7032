#include "figure/text_width.hpp"

#include <gtest/gtest.h>

namespace ibtr::figure::test {
namespace {

// Advances of DejaVu Sans: 'A' 1401, 'i' 569, '0' 1303 of 2048 units of its size.
TEST(TextWidth, IsTheSumOfTheFontsAdvances) {
    EXPECT_NEAR(text_width("Ai0"), (1401 + 569 + 1303) / 2048.0, 1e-12);
    EXPECT_EQ(text_width(""), 0);
    EXPECT_NEAR(text_width("é"), 0.65, 1e-12) << "two bytes, one character";
}

// 'f' 721, 'i' 569, 'T' 1251, 'o' 1253 and ' ' 651 units; T and o are 348 nearer to one another; fi is one letter.
TEST(Typeset, LettersStandWhereTheFontPutsThem) {
    const Typeset set = typeset("To fi").value();
    ASSERT_EQ(set.letters.size(), 3U);
    EXPECT_EQ(set.letters[1].text, "o");
    EXPECT_NEAR(set.letters[1].at, (1251 - 348) / 2048.0, 1e-12);
    EXPECT_EQ(set.letters[2].text, "fi");
    EXPECT_NEAR(set.letters[2].at, (1251 - 348 + 1253 + 651) / 2048.0, 1e-12);
    EXPECT_NEAR(set.width, (1251 - 348 + 1253 + 651 + 721 + 569) / 2048.0, 1e-12);
    EXPECT_FALSE(typeset("Toש")) << "a letter whose width is not known";
    EXPECT_EQ(typeset("")->width, 0);
}

TEST(TextWidth, LinesFitAndKeepEveryWord) {
    const std::string text = "Repeat breast-conserving surgery followed by partial breast irradiation";
    const std::vector<std::string> lines = wrapped(text, 12, 9);
    std::string joined;
    for (const std::string& line : lines) {
        EXPECT_LE(text_width(line), 12);
        joined += (joined.empty() ? "" : " ") + line;
    }
    EXPECT_EQ(joined, text);
}

TEST(TextWidth, AWordWiderThanALineIsBrokenAndTooManyLinesEndInAnEllipsis) {
    const std::vector<std::string> lines = wrapped(std::string(200, 'W'), 10, 3);
    ASSERT_EQ(lines.size(), 3U);
    for (const std::string& line : lines) EXPECT_LE(text_width(line), 10);
    EXPECT_TRUE(lines.back().ends_with("…"));
    EXPECT_EQ(wrapped("W", 0.1, 3), std::vector<std::string>{"W"}) << "a character that fits nowhere stands alone";
}

TEST(TextWidth, PrintableTextHasNoControlCharactersAndIsUtf8) {
    EXPECT_EQ(printable("a\nb\x01"
                        "c"),
              "a b c");
    EXPECT_EQ(printable("\xC3\xA9"), "é");
    EXPECT_EQ(printable("\xFFx"), "\xEF\xBF\xBDx");
    EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "half a surrogate pair";
    EXPECT_EQ(printable("\xEF\xBF\xBE"), " ") << "no character of XML";
}

}  // namespace
}  // namespace ibtr::figure::test
