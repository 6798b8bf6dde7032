#include "fuzz/model_mutator.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <random>
#include <vector>

#include "base/text.hpp"
#include "config/schema.hpp"
#include "fuzz/fuzz.hpp"

namespace ibtr::fuzz {
namespace {

const std::vector<std::string>& numbers() {
    static const std::vector<std::string> all = split_text(
        "0 1 -1 2 0.5 1e-9 1e-3 0.1 3 5 12 100 1e9 255 256 0.99999999 1.5 4096 1e-300 1e300 20 -0.5 50", ' ');
    return all;
}

/// Values of keys that name one of several things.
const std::vector<std::string>& words() {
    static const std::vector<std::string> all = split_text(
        "exponential weibull gompertz lognormal loglogistic generalised_gamma gamma generalised_f royston_parmar "
        "spline_odds spline_normal cumulative_hazard piecewise_constant life_table probability probabilities time "
        "sojourn age death alive beta normal uniform triangular dirichlet multivariate_normal multivariate_lognormal "
        "start end half_cycle simpson tutorial local distant recurrence cause os rr_event rr_alive proportion hr rmst",
        ' ');
    return all;
}

class Mutator {
public:
    Mutator(std::string text, unsigned seed) : text_(std::move(text)), random_(seed) {}

    std::string changed() {
        for (std::size_t times = 1 + below(3); times > 0; --times) switch (below(8)) {
                case 0:
                case 1:
                case 2:
                    change_number();
                    break;
                case 3:
                    change_word();
                    break;
                case 4:
                    swap_lines();
                    break;
                case 5:
                    copy_or_drop_block();
                    break;
                case 6:
                    drop_line();
                    break;
                default:
                    add_setting();
            }
        return text_;
    }

private:
    std::size_t below(std::size_t count) { return count == 0 ? 0 : random_() % count; }
    template <class List>
    auto any_of(const List& list) {
        return list[below(list.size())];
    }

    struct Piece {
        std::size_t begin = 0, size = 0;
    };
    /// Numbers outside of words.
    [[nodiscard]] std::vector<Piece> all_numbers() const {
        std::vector<Piece> found;
        const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (std::isdigit(static_cast<unsigned char>(text_[i])) == 0 || (i > 0 && is_word(text_[i - 1]))) continue;
            const std::size_t end = std::min(text_.find_first_not_of("0123456789.eE+-", i), text_.size());
            found.push_back({i, end - i});
            i = end;
        }
        return found;
    }
    [[nodiscard]] std::vector<Piece> all_quoted() const {
        std::vector<Piece> found;
        for (std::size_t at = text_.find('"'); at != std::string::npos;) {
            const std::size_t end = text_.find('"', at + 1);
            if (end == std::string::npos) break;
            found.push_back({at, end + 1 - at});
            at = text_.find('"', end + 1);
        }
        return found;
    }
    [[nodiscard]] std::vector<Piece> all_lines() const {
        std::vector<Piece> found;
        for (std::size_t begin = 0; begin < text_.size();) {
            const std::size_t end = std::min(text_.find('\n', begin), text_.size() - 1) + 1;
            found.push_back({begin, end - begin});
            begin = end;
        }
        return found;
    }
    /// From the line of a header to the next header.
    [[nodiscard]] std::vector<Piece> all_blocks() const {
        std::vector<Piece> found;
        for (const Piece& line : all_lines())
            if (text_[line.begin] == '[')
                found.push_back(line);
            else if (!found.empty())
                found.back().size += line.size;
        return found;
    }
    [[nodiscard]] std::string at(const Piece& piece) const { return text_.substr(piece.begin, piece.size); }
    void put(const Piece& piece, const std::string& with) { text_.replace(piece.begin, piece.size, with); }

    std::string number(const std::string& old) {
        const double value = std::strtod(old.c_str(), nullptr);
        switch (below(5)) {
            case 0:
                return std::to_string(value * 2);
            case 1:
                return std::to_string(value / 3);
            case 2:
                return std::to_string(static_cast<long long>(std::clamp(value, -1e9, 1e9)) + 1);
            case 3:
                return std::to_string(static_cast<double>(below(1000)) / 1000);
            default:
                return any_of(numbers());
        }
    }
    void change_number() {
        const std::vector<Piece> found = all_numbers();
        if (found.empty()) return;
        const Piece piece = any_of(found);
        put(piece, number(at(piece)));
    }
    void change_word() {
        const std::vector<Piece> found = all_quoted();
        if (found.empty()) return;
        put(any_of(found), below(2) == 0 ? '"' + any_of(words()) + '"' : at(any_of(found)));
    }
    void swap_lines() {
        const std::vector<Piece> found = all_lines();
        if (found.size() < 2) return;
        const std::size_t i = below(found.size() - 1),
                          j = i + 1 + below(std::min<std::size_t>(found.size() - i - 1, 8));
        const std::string first = at(found[i]), second = at(found[j]);
        put(found[j], first);
        put(found[i], second);
    }
    /// Only an element of an array of tables may be there twice.
    void copy_or_drop_block() {
        const std::vector<Piece> found = all_blocks();
        if (found.empty()) return;
        const Piece piece = any_of(found);
        if (below(2) == 0)
            put(piece, "");
        else if (at(piece).starts_with("[["))
            text_.insert(piece.begin + piece.size, at(piece));
    }
    void drop_line() {
        const std::vector<Piece> found = all_lines();
        if (!found.empty()) put(any_of(found), "");
    }
    /// A line that the target takes for `--set`: any key of the schema, of something that the text names.
    void add_setting() {
        const auto rules = config::schema();
        const std::string_view path = rules[below(rules.size())].path;
        const std::vector<Piece> names = all_quoted();
        std::string key;
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (path[i] == '*' && !names.empty()) {
                const std::string name = at(any_of(names));
                key += name.substr(1, name.size() - 2);
            } else if (path.substr(i, 2) == "[]") {
                key += '[' + std::to_string(below(4)) + ']';
                ++i;
            } else {
                key += path[i];
            }
        }
        if (!text_.empty() && text_.back() != '\n') text_ += '\n';
        text_ += std::string(setting_mark) + key + '=' + any_of(numbers()) + '\n';
    }

    std::string text_;
    std::minstd_rand random_;
};

}  // namespace

std::string mutated_model(std::string_view text, unsigned seed) {
    return Mutator(std::string(text), seed).changed();
}

std::string crossed_models(std::string_view first, std::string_view second, unsigned seed) {
    std::minstd_rand random(seed);
    // One block of the second in the place of one of the first, or before it.
    const auto headers = [](std::string_view text) {
        std::vector<std::size_t> found;
        for (std::size_t at = text.find("\n["); at != std::string_view::npos; at = text.find("\n[", at + 1))
            found.push_back(at + 1);
        found.push_back(text.size());
        return found;
    };
    const std::vector<std::size_t> there = headers(first), here = headers(second);
    if (here.size() < 2) return std::string(first);
    const std::size_t block = random() % (here.size() - 1), place = random() % there.size();
    const bool replaces = place + 1 < there.size() && random() % 2 == 0;
    std::string crossed(first);
    const std::size_t begin = there[place], size = replaces ? there[place + 1] - begin : 0;
    return crossed.replace(begin, size, second.substr(here[block], here[block + 1] - here[block]));
}

}  // namespace ibtr::fuzz
