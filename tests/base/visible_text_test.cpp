#include "base/visible_text.hpp"

#include <gtest/gtest.h>

namespace ibtr::test {
namespace {

TEST(VisibleText, WhatOnlyShowsStays) {
    for (const char* text : {"", "plain\ttext\n", "Umlaute äöü, ≥ 50, 数", "\xF0\x9F\x99\x82"})
        EXPECT_EQ(visible(text), text);
}

TEST(VisibleText, WhatATerminalObeysIsShown) {
    EXPECT_EQ(visible("a\x1b[31mb"), "a\\u001b[31mb");
    EXPECT_EQ(visible(std::string_view("\0\r\b\x7f", 4)), "\\u0000\\u000d\\u0008\\u007f");
    EXPECT_EQ(visible("\xC2\x9B"), "\\u009b");      // CSI in eight bits
    EXPECT_EQ(visible("\xE2\x80\xAE"), "\\u202e");  // turns what follows around
    EXPECT_EQ(visible("\xE2\x81\xA6"), "\\u2066");
    EXPECT_EQ(visible("\xC2\xA0"), "\xC2\xA0");  // the first that is none of the controls
}

TEST(VisibleText, BytesThatAreNoTextAreShown) {
    EXPECT_EQ(visible("a\xFF"
                      "b\xC3"),
              "a\\xffb\\xc3");
    EXPECT_EQ(visible("\xC0\x9B"), "\\xc0\\x9b");  // overlong
}

}  // namespace
}  // namespace ibtr::test
