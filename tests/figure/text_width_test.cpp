#include "figure/text_width.hpp"

#include <gtest/gtest.h>

namespace ibtr::figure::test {
namespace {

// Advances of DejaVu Sans: 'A' 684, 'i' 278, '0' 636 thousandths of the size.
TEST(TextWidth, IsTheSumOfTheFontsAdvances) {
    EXPECT_NEAR(text_width("Ai0"), 0.684 + 0.278 + 0.636, 1e-12);
    EXPECT_EQ(text_width(""), 0);
    EXPECT_NEAR(text_width("é"), 0.65, 1e-12) << "two bytes, one character";
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
