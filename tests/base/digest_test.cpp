#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace ibtr::test {
namespace {

// XXH3-128 of no bytes, as the library's own documentation has it.
TEST(Digest, OfNothingIsTheHashOfNoBytes) {
    EXPECT_EQ(Digest().hex(), "99aa06d3014798d86001c324468d497f");
}

// Law: the digest is of the bytes, however they were handed over; lengths keep neighbours apart.
TEST(Digest, IsOfTheBytesInTheirOrder) {
    Digest at_once, in_parts;
    at_once.bytes("abcdef", 6);
    in_parts.bytes("abc", 3);
    in_parts.bytes("def", 3);
    EXPECT_EQ(at_once.hex(), in_parts.hex());

    Digest one, other;
    one.text("ab");
    one.text("c");
    other.text("a");
    other.text("bc");
    EXPECT_NE(one.hex(), other.hex());

    Digest words, text;
    words.words(std::vector<std::uint8_t>{'a', 'b'});
    text.text("ab");
    EXPECT_EQ(words.hex(), text.hex()) << "a list is its length and its bytes, as a text is";
}

}  // namespace
}  // namespace ibtr::test
