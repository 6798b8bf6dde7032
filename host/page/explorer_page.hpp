#pragma once

#include <string>

namespace ibtr::page {

/// The page of `ibtr explore`, whole but for the numbers that it asks for (docs/explore.md, "The page's requests").
/// @param nonce with which the page's policy lets its scripts and styles through
/// @param token that the page sends with every request
/// @param model_json what GET /model answers
std::string explorer_page(const std::string& nonce, const std::string& token, const std::string& title,
                          const std::string& model_json);

}  // namespace ibtr::page
