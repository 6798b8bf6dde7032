#include "config/json_schema.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "config/schema.hpp"

namespace ibtr::config {
namespace {

using Json = nlohmann::ordered_json;

Json typed(const char* type) {
    return {{"type", type}};
}

Json list_of(Json items) {
    return {{"type", "array"}, {"items", std::move(items)}};
}

Json either(Json one, Json other) {
    return {{"anyOf", Json::array({std::move(one), std::move(other)})}};
}

Json table_below(const std::string& rule_path);

/// What a value of a kind is. @param rule_path of the tables below it
Json value_schema(Kind kind, const std::string& rule_path) {
    const Json number_or_text = {{"type", Json::array({"number", "string"})}};
    switch (kind) {
        case Kind::flag:
            return typed("boolean");
        case Kind::whole:
            return {{"type", "number"}, {"multipleOf", 1}};
        case Kind::number:
            return typed("number");
        case Kind::text:
            return typed("string");
        case Kind::input:
        case Kind::number_or_text:
            return number_or_text;
        case Kind::texts:
            return list_of(typed("string"));
        case Kind::name_or_names:
            return either(typed("string"), list_of(typed("string")));
        case Kind::numbers:
            return list_of(typed("number"));
        case Kind::inputs:
            return list_of(number_or_text);
        case Kind::number_lists:
            return list_of(list_of(typed("number")));
        case Kind::table:
            return table_below(rule_path);
        case Kind::tables:
            return list_of(table_below(rule_path + "[]"));
        case Kind::mix:
            return either(table_below(rule_path), list_of(table_below(rule_path + "[]")));
        case Kind::endpoint:
            return either(list_of(typed("string")), table_below(rule_path));
    }
    return Json::object();
}

Json table_below(const std::string& rule_path) {
    Json table = {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
    for (const std::string& key : allowed_keys(rule_path)) {
        const KeyRule& rule = *find_rule(rule_path, key);
        Json value = value_schema(rule.kind, path_below(rule));
        value["description"] = describe(rule.kind);
        if (key == "*")
            table["additionalProperties"] = std::move(value);
        else
            table["properties"][key] = std::move(value);
    }
    if (table["properties"].empty()) table.erase("properties");
    return table;
}

}  // namespace

std::string json_schema() {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "Config of ibtr"},
                   {"description", "Made by `ibtr schema`; docs/config.md says what the keys mean."}};
    schema.update(table_below(""));
    return schema.dump(1) + "\n";
}

}  // namespace ibtr::config
