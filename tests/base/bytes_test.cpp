#include "base/bytes.hpp"

#include <gmock/gmock.h>

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Law: what is written reads back the same, in the same order, and nothing is left.
TEST(Bytes, ReadBackWhatWasWritten) {
    const std::vector<float> floats{0.5F, -1.0F};
    const std::string bytes = ByteWriter()
                                  .number(std::uint16_t{513})
                                  .number(0.1)
                                  .text("word")
                                  .list(std::vector<std::uint32_t>{7, 8, 9})
                                  .values(std::span<const float>(floats))
                                  .raw("end")
                                  .take();
    ByteReader reader(bytes, "the test's bytes");
    EXPECT_EQ(reader.number<std::uint16_t>(), 513);
    EXPECT_EQ(reader.number<double>(), 0.1);
    EXPECT_EQ(reader.text(), "word");
    EXPECT_THAT(reader.list<std::uint32_t>(), ElementsAre(7U, 8U, 9U));
    EXPECT_THAT(reader.values<float>(2), ElementsAre(0.5F, -1.0F));
    EXPECT_EQ(reader.raw(3), "end");
    EXPECT_TRUE(reader.at_end());
}

// Law: the layout is little-endian without padding, lengths as 64-bit numbers.
TEST(Bytes, LieAsStated) {
    EXPECT_EQ(ByteWriter().number(std::uint16_t{513}).text("ab").take(),
              std::string("\x01\x02\x02\0\0\0\0\0\0\0ab", 12));
}

// Law: every cut of the bytes is refused, and no length makes the reader allocate what is not there.
TEST(Bytes, CutShortAreRefused) {
    const std::string bytes = ByteWriter().text("word").list(std::vector<double>{1, 2}).take();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ByteReader reader(std::string_view(bytes).substr(0, size), "a message");
        EXPECT_THROW(
            {
                reader.text();
                reader.list<double>();
            },
            BytesEndEarly)
            << size;
    }
    const std::string endless = ByteWriter().number(~std::uint64_t{0}).take();
    EXPECT_THROW(ByteReader(endless, "a message").list<double>(), BytesEndEarly);
    EXPECT_THROW(ByteReader(endless, "a message").text(), BytesEndEarly);
    try {
        ByteReader("", "a message").number<int>();
        FAIL();
    } catch (const BytesEndEarly& error) {
        EXPECT_STREQ(error.what(), "a message ends early");
    }
}

TEST(Bytes, EmptyListsAndTextsAreLengthsAlone) {
    const std::string bytes = ByteWriter().text("").list(std::vector<double>{}).take();
    EXPECT_EQ(bytes.size(), 16U);
    ByteReader reader(bytes, "the test's bytes");
    EXPECT_THAT(reader.text(), IsEmpty());
    EXPECT_THAT(reader.list<double>(), IsEmpty());
}

}  // namespace
}  // namespace ibtr::test
