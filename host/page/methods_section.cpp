#include <fmt/format.h>

#include "ibtr/parameters.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"
#include "report/describe_model.hpp"

namespace ibtr::page {
namespace {

std::string how_it_was_solved(const RunRecord& record) {
    const Model& model = record.config->model;
    if (record.command == "exact")
        return "The model was solved exactly: probabilities of states follow from the hazards by numerical "
               "integration, "
               "without simulated people and without Monte Carlo error.";
    std::string text = fmt::format(
        "{} virtual {} were walked through the model one event at a time: in each state every transition k has a "
        "latent "
        "time τ_k with H_k(c + τ_k) = H_k(c) + E_k, E_k a unit exponential number, c the reading of its clock on "
        "entry; the "
        "smallest wins. All strategies use the same random numbers (Philox4x32-10), so that differences are paired.",
        grouped(record.manifest.value("patients", 0.0)), model.people);
    if (record.manifest.contains("draws") && record.manifest["draws"].is_number())
        text += fmt::format(" This was done for {} draws of the uncertain parameters.",
                            grouped(record.manifest["draws"].get<double>()));
    return text + fmt::format(" Monte Carlo errors are those of a jackknife over {} batches.", model.batches);
}

}  // namespace

Section methods(const RunRecord& record) {
    const Model& model = record.config->model;
    Section section{"methods", "Methods", ""};
    section.html = paragraph(fmt::format(
                       "{} is a multistate model in {} with {} states and {} transitions over {}. A strategy changes "
                       "hazards by ratios: h(t | strategy, person) = h_0(t) Π r_j. Survival of an endpoint is S(t) = "
                       "1 - F(t), F the share in which it has happened by t; a cumulative incidence counts one event "
                       "with what competes left in.",
                       model.title, model.cycle_years ? "cycles" : "continuous time", model.states.size(),
                       model.transitions.size(), time_in_words(model.horizon_years))) +
                   paragraph(how_it_was_solved(record)) + "<details><summary>The model in words</summary>\n<pre>" +
                   escaped(describe_model(model, base_parameters(model), record.config->warnings)) +
                   "</pre></details>\n";
    return section;
}

Section limitations(const RunRecord& record) {
    const Model& model = record.config->model;
    std::size_t assumed = 0, with_source = 0;
    for (const Parameter& parameter : model.parameters)
        ++(parameter.source.starts_with("assumption") ? assumed : with_source);
    Section section{"limitations", "Limitations", "<ul>\n"};
    const auto item = [&](const std::string& text) { section.html += element("li", text) + "\n"; };
    item(fmt::format("{} of {} parameters are assumptions; they are listed apart above.", assumed,
                     assumed + with_source));
    item(fmt::format("Published group data: nothing here is about one of the {}.", model.people));
    if (record.manifest.contains("draws") && record.manifest["draws"].is_number())
        item("Intervals from the parameters hold what the config calls uncertain, not the shape of the model.");
    else if (record.command == "exact")
        item(
            "An exact solution has no intervals: how well the parameters are known is for a probabilistic sensitivity "
            "analysis (psa).");
    else
        item(
            "Intervals are those of the number simulated: they say nothing about how well the parameters are known. A "
            "probabilistic sensitivity analysis (psa) does.");
    if (record.config->warnings.empty()) {
        section.html += "</ul>\n";
        return section;
    }
    for (const std::string& warning : record.config->warnings) item(warning);
    section.html += "</ul>\n";
    return section;
}

}  // namespace ibtr::page
