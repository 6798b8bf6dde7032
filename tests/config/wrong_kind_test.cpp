// Law: whatever key the schema knows, a value of a wrong kind there is refused with file, line, key and the kind that
// is meant. The keys come from the schema itself, so that a new one is tried from its first day.

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "example_config.hpp"

namespace ibtr::test {
namespace {

/// A config of one key, on its second line.
struct OneKey {
    std::string text;
    std::string key;  ///< as problems name it
};

std::vector<std::string> steps_of(std::string_view path) {
    std::vector<std::string> steps(1);
    for (const char c : path) {
        if (c == '.')
            steps.emplace_back();
        else
            steps.back() += c;
    }
    return steps;
}

OneKey one_key(const config::KeyRule& rule) {
    std::string value = rule.kind == config::Kind::flag ? "7" : "true", key;
    std::vector<std::string> steps = steps_of(rule.path);
    for (std::string& step : steps) {
        const bool list = step.ends_with("[]");
        std::string name = list ? step.substr(0, step.size() - 2) : step;
        if (name == "*") name = "any";
        key += (key.empty() ? "" : ".") + name + (list ? "[0]" : "");
        step = name + (list ? "[]" : "");
    }
    for (std::size_t k = steps.size(); k-- > 0;) {
        const bool list = steps[k].ends_with("[]");
        const std::string name = list ? steps[k].substr(0, steps[k].size() - 2) : steps[k];
        const std::string assignment = name + " = " + (list ? "[" + value + "]" : value);
        value = k == 0 ? assignment : "{ " + assignment + " }";
    }
    return {"# one key\n" + value + "\n", key};
}

TEST(WrongKind, IsRefusedAtEveryKeyOfTheSchema) {
    for (const config::KeyRule& rule : config::schema()) {
        const OneKey config = one_key(rule);
        const std::vector<Problem> problems = problems_of(config.text);
        const auto refusal = std::find_if(problems.begin(), problems.end(), [&](const Problem& problem) {
            return problem.key == config.key && problem.line == 2 &&
                   problem.message.find(config::describe(rule.kind)) != std::string::npos;
        });
        ASSERT_NE(refusal, problems.end()) << config.text << ConfigError(problems).what();
        EXPECT_EQ(refusal->file, "example.toml");
    }
    EXPECT_GE(config::schema().size(), 150U);
}

}  // namespace
}  // namespace ibtr::test
