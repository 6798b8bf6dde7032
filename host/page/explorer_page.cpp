#include "page/explorer_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "page/assets.hpp"
#include "page/markup.hpp"

namespace ibtr::page {

std::string explorer_page(const std::string& nonce, const std::string& token, const std::string& title,
                          const std::string& model_json) {
    using Json = nlohmann::ordered_json;
    const Json data = {{"token", token}, {"model", Json::parse(model_json)}};
    std::string scripts;
    for (const Asset& script : scripts_of_the_explorer())
        scripts += fmt::format("<script nonce=\"{}\" id=\"{}-script\">{}</script>\n", nonce, script.name, script.text);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style nonce=\"{}\">{}</style>\n</head>\n<body>\n<main id=\"content\"></main>\n"
        "<script type=\"application/json\" id=\"data\" nonce=\"{}\">{}</script>\n{}</body>\n</html>\n",
        escaped(title), nonce, page_style().text, nonce, json_in_script(data), scripts);
}

}  // namespace ibtr::page
