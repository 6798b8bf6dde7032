#include "report/survival_figure.hpp"

#include <algorithm>

#include "figure/figure.hpp"
#include "ibtr/estimate.hpp"
#include "model/endpoint_rules.hpp"
#include "report/figure_names.hpp"

namespace ibtr {

std::string draw_survival_figure(const Model& model, const Manifest& manifest, const RunFolder& folder) {
    const std::vector<std::string> endpoints = endpoint_names(model);
    if (std::find(endpoints.begin(), endpoints.end(), survival_name) == endpoints.end())
        return "no survival figure: no state of the config is a death (kind = \"death\")";
    for (const PopulationKind population : reported_populations(model)) {
        figure::Request request{"survival", {survival_name}};
        request.population = to_text(population);
        const std::string name = population == PopulationKind::standardised ? "os" : "os_as_observed";
        const std::string reason =
            figure::add_figure(folder, name, request, figure_names(model), figure_origin(manifest));
        if (!reason.empty()) return "no survival figure: " + reason;
    }
    return "";
}

FileNames survival_figure_files() {
    FileNames names = figure::figure_files("os");
    append(names, figure::figure_files("os_as_observed"));
    return names;
}

}  // namespace ibtr
