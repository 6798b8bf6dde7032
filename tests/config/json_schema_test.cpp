// Law: the JSON Schema for editors accepts every shipped config, and refuses keys and values that the program refuses.

#include "config/json_schema.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "config/document.hpp"
#include "config/starting_config.hpp"

namespace ibtr::test {
namespace {

using nlohmann::json;

json as_json(const config::Node& node) {
    if (const auto* table = node.table()) {
        json object = json::object();
        for (const auto& [key, value] : *table) object[key] = as_json(value);
        return object;
    }
    if (const auto* array = node.array()) {
        json list = json::array();
        for (const config::Node& element : *array) list.push_back(as_json(element));
        return list;
    }
    if (const auto number = node.number()) return *number;
    if (const auto* text = node.text()) return *text;
    return std::get<bool>(node.value());
}

bool has_type(const json& value, const std::string& type) {
    return type == "object"    ? value.is_object()
           : type == "array"   ? value.is_array()
           : type == "string"  ? value.is_string()
           : type == "number"  ? value.is_number()
           : type == "boolean" ? value.is_boolean()
                               : false;
}

/// The part of JSON Schema that the generated one uses. @return where a value does not fit; empty where it does
std::string misfit(const json& value, const json& schema, const std::string& path) {
    if (schema.contains("anyOf")) {
        for (const json& one : schema["anyOf"])
            if (misfit(value, one, path).empty()) return "";
        return path;
    }
    const json types = schema.at("type").is_array() ? schema.at("type") : json::array({schema.at("type")});
    bool fits = false;
    for (const json& type : types) fits = fits || has_type(value, type);
    if (!fits) return path;
    if (schema.contains("multipleOf") && std::trunc(value.get<double>()) != value.get<double>()) return path;
    if (value.is_array())
        for (const json& element : value)
            if (std::string at = misfit(element, schema.at("items"), path + "[]"); !at.empty()) return at;
    if (value.is_object())
        for (const auto& [key, element] : value.items()) {
            const bool named = schema.contains("properties") && schema["properties"].contains(key);
            const json& rule = named ? schema["properties"][key] : schema.at("additionalProperties");
            if (rule == false) return path + "." + key;
            if (std::string at = misfit(element, rule, path + "." + key); !at.empty()) return at;
        }
    return "";
}

std::string misfit_of(const std::string& text) {
    return misfit(as_json(config::parse_toml(text, "x")), json::parse(config::json_schema()), "");
}

TEST(JsonSchema, AcceptsEveryShippedConfig) {
    std::size_t configs = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(IBTR_CONFIGS)) {
        // What is in configs/evidence is no model.
        if (entry.path().extension() != ".toml" || entry.path().parent_path().filename() == "evidence") continue;
        ++configs;
        EXPECT_EQ(misfit_of(read_text_file(entry.path().string())), "") << entry.path();
    }
    EXPECT_GE(configs, 26U);
    EXPECT_EQ(misfit_of(config::starting_config("x")), "");
}

TEST(JsonSchema, RefusesWhatTheProgramRefuses) {
    EXPECT_EQ(misfit_of("sed = 1"), ".sed");
    EXPECT_EQ(misfit_of("seed = 1.5"), ".seed");
    EXPECT_EQ(misfit_of("seed = 1e6"), "");
    EXPECT_EQ(misfit_of("states = [{ name = 1 }]"), ".states[].name");
    EXPECT_EQ(misfit_of("[parameters.x]\nvalue = \"1\""), ".parameters.x.value");
    EXPECT_EQ(misfit_of("[[transitions]]\nhazard = { rate = 1 }"), ".transitions[].hazard.rate");
    EXPECT_EQ(misfit_of("[life_tables.t]\nwhere = { Year = 2015, Sex = \"f\" }"), "");
}

TEST(JsonSchema, IsTheDocumentedOne) {
    EXPECT_EQ(read_text_file(IBTR_CONFIG_SCHEMA), config::json_schema()) << "ibtr schema > docs/ibtr.schema.json";
}

}  // namespace
}  // namespace ibtr::test
