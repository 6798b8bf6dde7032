// Law: docs/config.md documents every key that the schema allows, and no other. A documented key is a table
// row that begins with the key's path in backticks.

#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>

#include "config/schema.hpp"

namespace ibtr::test {
namespace {

std::set<std::string> documented_keys() {
    std::ifstream file(IBTR_CONFIG_DOCUMENTATION);
    EXPECT_TRUE(file) << IBTR_CONFIG_DOCUMENTATION;
    const std::regex row("^\\| `([^`]+)` \\|.*");
    std::set<std::string> keys;
    std::smatch match;
    for (std::string line; std::getline(file, line);) {
        if (std::regex_match(line, match, row)) {
            EXPECT_TRUE(keys.insert(match[1]).second) << match[1] << " is documented twice";
        }
    }
    return keys;
}

TEST(ConfigDocumentation, HasEveryKeyAndNoOther) {
    std::set<std::string> allowed;
    for (const config::KeyRule& rule : config::schema()) allowed.emplace(rule.path);
    EXPECT_THAT(documented_keys(), testing::ContainerEq(allowed));
}

}  // namespace
}  // namespace ibtr::test
