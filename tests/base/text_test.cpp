#include "base/text.hpp"

#include <gmock/gmock.h>

namespace ibtr::test {
namespace {

using testing::ElementsAre;

TEST(Text, SplitsAtEverySeparator) {
    EXPECT_THAT(split_text("a:bc:", ':'), ElementsAre("a", "bc", ""));
    EXPECT_THAT(split_text("", ':'), ElementsAre(""));
}

// Law: a slip of the pen (a swap, a letter too many or too few) is closer than another name; another name is not
// offered.
TEST(Text, NearestNameIsASlipOfThePenAway) {
    const std::vector<std::string> names{"strategies", "states", "seed"};
    EXPECT_EQ(nearest_name("sates", names), "states");
    EXPECT_EQ(nearest_name("statse", names), "states");
    EXPECT_EQ(nearest_name("strategy", names), "strategies");
    EXPECT_EQ(nearest_name("horizon", names), std::nullopt);
}

TEST(Text, UnknownNamesAreToldWithWhatThereIs) {
    EXPECT_EQ(unknown_name("sead", {"seed", "name"}), "'sead' is unknown; nearest: 'seed'; allowed: seed, name");
    EXPECT_EQ(unknown_name("x", {}), "'x' is unknown; allowed: none");
}

}  // namespace
}  // namespace ibtr::test
