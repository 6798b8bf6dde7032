#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ibtr {

/// E, two digits, a hyphen, two digits.
bool is_evidence_id(std::string_view text);

/// Every word of a text that is an evidence id or was meant to be one (E, digits, hyphen, digits), in order.
std::vector<std::string> evidence_ids_in(std::string_view text);

}  // namespace ibtr
