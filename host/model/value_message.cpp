#include "model/value_message.hpp"

#include <fmt/format.h>

namespace ibtr {

std::string value_message(const Model& model, const Parameters& parameters, const Input& input, const std::string& key,
                          const char* allowed) {
    const double value = parameters.value(input);
    if (const auto* reference = std::get_if<ParameterRef>(&input))
        return fmt::format("parameters.{}: is {}; used for {}, it must be {}", model.parameters[reference->index].name,
                           value, key, allowed);
    return fmt::format("{}: is {}; it must be {}", key, value, allowed);
}

}  // namespace ibtr
