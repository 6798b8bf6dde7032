#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/store.hpp"

/// Contents of messages, between processes of one build on machines of one kind: numbers as they lie in memory.
namespace ibtr::psa {

std::string encode(const Analysis& analysis);
std::string encode(const std::vector<std::uint32_t>& draws);
std::string encode(const std::vector<DrawRecord>& records);
std::string encode(ExitCode code, std::string_view message);

// Each throws std::runtime_error where the bytes are none of these.
Analysis decode_analysis(std::string_view bytes);
std::vector<std::uint32_t> decode_draws(std::string_view bytes);
std::vector<DrawRecord> decode_records(std::string_view bytes);
Error decode_failure(std::string_view bytes);

}  // namespace ibtr::psa
