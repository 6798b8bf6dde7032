#include "figure/dejavu_sans.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ibtr::figure::dejavu_sans {
namespace {

constexpr std::uint32_t first_ascii = 0x20, last_ascii = 0x7E;
constexpr std::array<unsigned short, last_ascii - first_ascii + 1> ascii_advances{
    651,  821,  942,  1716, 1303, 1946, 1597, 563,  799,  799,  1024, 1716, 651,  739,  651,  690,  1303, 1303, 1303,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 690,  690,  1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430, 1577, 1294,
    1178, 1587, 1540, 604,  604,  1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403,
    1251, 1403, 799,  690,  799,  1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260, 721,  1300, 1298, 569,  569,  1186,
    569,  1995, 1298, 1253, 1300, 1300, 842,  1067, 803,  1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,  1303, 1716};

struct Advance {
    std::uint32_t code;
    int units;
};
constexpr std::array other_advances{
    Advance{0xB0, 1024},   Advance{0xB1, 1716},   Advance{0xB2, 821},    Advance{0xB7, 651},    Advance{0xD7, 1716},
    Advance{0x3C4, 1233},  Advance{0x2013, 1024}, Advance{0x2014, 2048}, Advance{0x2018, 651},  Advance{0x2019, 651},
    Advance{0x201C, 1061}, Advance{0x201D, 1061}, Advance{0x2020, 1024}, Advance{0x2021, 1024}, Advance{0x2026, 2048},
    Advance{0x2190, 1716}, Advance{0x2192, 1716}, Advance{0x2212, 1716}, Advance{0x2248, 1716}, Advance{0x2264, 1716},
    Advance{0x2265, 1716}};

struct Kerning {
    char left;
    std::string_view rights;
    int units;
};
constexpr std::array kernings{
    Kerning{'-', "A", -45},    Kerning{'-', "B", -73},        Kerning{'-', "GQ", 75},
    Kerning{'-', "J", 114},    Kerning{'-', "O", 57},         Kerning{'-', "T", -188},
    Kerning{'-', "V", -120},   Kerning{'-', "W", -83},        Kerning{'-', "X", -102},
    Kerning{'-', "Y", -243},   Kerning{'-', "o", 38},         Kerning{'-', "v", -55},
    Kerning{'-', "y", -36},    Kerning{'A', "-", -45},        Kerning{'A', ".:CGOQcdeoqt", -36},
    Kerning{'A', "A", 57},     Kerning{'A', "TY", -159},      Kerning{'A', "V", -131},
    Kerning{'A', "W", -112},   Kerning{'A', "f", -73},        Kerning{'A', "v", -120},
    Kerning{'A', "w", -83},    Kerning{'A', "y", -139},       Kerning{'B', "CGOS", -36},
    Kerning{'B', "V", -63},    Kerning{'B', "W", -73},        Kerning{'B', "Y", -112},
    Kerning{'C', "Y", -36},    Kerning{'D', "AV", -36},       Kerning{'D', "Y", -112},
    Kerning{'F', ".", -329},   Kerning{'F', ":", -159},       Kerning{'F', "Aay", -188},
    Kerning{'F', "ST", -36},   Kerning{'F', "eu", -112},      Kerning{'F', "ir", -149},
    Kerning{'F', "o", -73},    Kerning{'G', "T", -73},        Kerning{'G', "Y", -102},
    Kerning{'H', ".", -36},    Kerning{'J', "-", -73},        Kerning{'J', "A", -36},
    Kerning{'K', "-", -215},   Kerning{'K', "Aa", -36},       Kerning{'K', "CO", -112},
    Kerning{'K', "T", -159},   Kerning{'K', "U", -55},        Kerning{'K', "WY", -73},
    Kerning{'K', "eou", -102}, Kerning{'K', "y", -149},       Kerning{'L', "-eou", -36},
    Kerning{'L', "A", 47},     Kerning{'L', "O", -73},        Kerning{'L', "T", -282},
    Kerning{'L', "U", -102},   Kerning{'L', "V", -225},       Kerning{'L', "Wy", -188},
    Kerning{'L', "Y", -272},   Kerning{'O', "-", 57},         Kerning{'O', ".", -83},
    Kerning{'O', ":AV", -36},  Kerning{'O', "X", -131},       Kerning{'O', "Y", -112},
    Kerning{'P', "-Yi", -45},  Kerning{'P', ".", -319},       Kerning{'P', "A", -131},
    Kerning{'P', "a", -92},    Kerning{'P', "eo", -73},       Kerning{'P', "nrsu", -36},
    Kerning{'Q', "-", 57},     Kerning{'R', "-AW", -83},      Kerning{'R', ".", -73},
    Kerning{'R', ":", -63},    Kerning{'R', "C", -102},       Kerning{'R', "T", -149},
    Kerning{'R', "Vy", -112},  Kerning{'R', "Y", -131},       Kerning{'R', "a", -45},
    Kerning{'R', "eou", -92},  Kerning{'S', "A", 38},         Kerning{'T', "-", -188},
    Kerning{'T', ".", -243},   Kerning{'T', ":", -225},       Kerning{'T', "A", -159},
    Kerning{'T', "C", -120},   Kerning{'T', "T", -36},        Kerning{'T', "asw", -339},
    Kerning{'T', "ceo", -348}, Kerning{'T', "i", -63},        Kerning{'T', "r", -301},
    Kerning{'T', "u", -311},   Kerning{'T', "y", -319},       Kerning{'U', "Z", -36},
    Kerning{'V', "-", -120},   Kerning{'V', ".", -264},       Kerning{'V', ":", -167},
    Kerning{'V', "A", -131},   Kerning{'V', "O", -36},        Kerning{'V', "aeo", -159},
    Kerning{'V', "i", -45},    Kerning{'V', "u", -139},       Kerning{'V', "y", -55},
    Kerning{'W', "-", -83},    Kerning{'W', ".", -235},       Kerning{'W', ":eo", -120},
    Kerning{'W', "A", -112},   Kerning{'W', "a", -131},       Kerning{'W', "i", -45},
    Kerning{'W', "r", -92},    Kerning{'W', "u", -73},        Kerning{'W', "y", -36},
    Kerning{'X', "-", -102},   Kerning{'X', "C", -149},       Kerning{'X', "O", -131},
    Kerning{'X', "T", -36},    Kerning{'X', "e", -92},        Kerning{'Y', "-", -243},
    Kerning{'Y', ".", -415},   Kerning{'Y', ":eo", -272},     Kerning{'Y', "A", -159},
    Kerning{'Y', "CO", -112},  Kerning{'Y', "a", -282},       Kerning{'Y', "i", -73},
    Kerning{'Y', "u", -235},   Kerning{'Z', "-", -36},        Kerning{'e', "x", -36},
    Kerning{'f', "-", -112},   Kerning{'f', ".", -149},       Kerning{'f', ":", -73},
    Kerning{'f', "f", -31},    Kerning{'f', "twy", -36},      Kerning{'k', "a", -36},
    Kerning{'k', "eoy", -73},  Kerning{'k', "u", -63},        Kerning{'o', "-", 38},
    Kerning{'o', ".", -36},    Kerning{'o', "x", -63},        Kerning{'r', "-", -131},
    Kerning{'r', ".", -188},   Kerning{'r', ":dghmnqr", -36}, Kerning{'r', "ceo", -45},
    Kerning{'r', "x", -55},    Kerning{'v', "-", -55},        Kerning{'v', ".", -159},
    Kerning{'v', ":", -112},   Kerning{'w', ".", -188},       Kerning{'w', ":", -112},
    Kerning{'x', "c", -36},    Kerning{'x', "eo", -63},       Kerning{'y', "-", -36},
    Kerning{'y', ".", -292},   Kerning{'y', ":", -149}};

}  // namespace

std::optional<int> advance(std::uint32_t code) {
    if (code >= first_ascii && code <= last_ascii) return ascii_advances.at(code - first_ascii);
    const auto other = std::find_if(other_advances.begin(), other_advances.end(),
                                    [code](const Advance& each) { return each.code == code; });
    if (other == other_advances.end()) return std::nullopt;
    return other->units;
}

int kerning(std::uint32_t left, std::uint32_t right) {
    if (left > last_ascii || right > last_ascii) return 0;
    const auto pair = std::find_if(kernings.begin(), kernings.end(), [&](const Kerning& each) {
        return each.left == static_cast<char>(left) &&
               each.rights.find(static_cast<char>(right)) != std::string_view::npos;
    });
    return pair == kernings.end() ? 0 : pair->units;
}

}  // namespace ibtr::figure::dejavu_sans
