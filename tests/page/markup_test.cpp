#include "page/markup.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ibtr::page {
namespace {

const std::string hostile = "</script><img src=x onerror=\"a('b')\">&";

TEST(Markup, TextStaysText) {
    EXPECT_EQ(escaped(hostile), "&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;");
    EXPECT_EQ(element("li", "a < b"), "<li>a &lt; b</li>");
    EXPECT_EQ(paragraph(""), "");
}

// A "<" is all that could end a script element or open a comment in it; JSON reads \u003c back as the same character.
TEST(Markup, DataInAScriptCannotEndIt) {
    const nlohmann::ordered_json data = {{"label", hostile}, {"comment", "<!--"}};
    const std::string text = json_in_script(data);
    EXPECT_EQ(text.find('<'), std::string::npos);
    EXPECT_EQ(nlohmann::ordered_json::parse(text), data);
}

ShownTable table() {
    return {"t", "A & B", {"Name", "Value"}, {{"100 % of x_1", "1.5 (1.2 to 1.8)"}, {"a|b", "–"}}};
}

TEST(ShownTable, IsTheSameInEveryFormat) {
    EXPECT_NE(table().html().find("<caption>A &amp; B</caption>"), std::string::npos);
    EXPECT_NE(table().html().find("<td class=\"number\">1.5 (1.2 to 1.8)</td>"), std::string::npos);
    EXPECT_EQ(table().csv(), "Name,Value\n100 % of x_1,1.5 (1.2 to 1.8)\na|b,–\n");
    EXPECT_EQ(table().markdown(),
              "A & B\n\n| Name | Value |\n| --- | --- |\n| 100 % of x_1 | 1.5 (1.2 to 1.8) |\n| a\\|b | – |\n");
    const std::string latex = table().latex();
    EXPECT_NE(latex.find("\\caption{A \\& B}"), std::string::npos);
    EXPECT_NE(latex.find("\\begin{tabular}{lr}"), std::string::npos);
    EXPECT_NE(latex.find("100 \\% of x\\_1 & 1.5 (1.2 to 1.8) \\\\\n"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::page
