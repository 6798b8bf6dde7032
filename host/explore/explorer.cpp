#include "explore/explorer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/build_info.hpp"
#include "explore/question.hpp"
#include "explore/solution.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"
#include "page/explorer_page.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json endpoints_json(const Model& model) {
    Json endpoints = Json::array();
    for (const std::string& name : shown_endpoints(model)) {
        const EndpointKind kind = kind_of_endpoint(name);
        const char* word = kind == EndpointKind::survival          ? "survival"
                           : kind == EndpointKind::net_survival    ? "net_survival"
                           : kind == EndpointKind::incidence       ? "incidence"
                           : kind == EndpointKind::restricted_mean ? "years"
                                                                   : "occupancy";
        endpoints.push_back({{"name", name},
                             {"label", endpoint_in_words(model, name)},
                             {"kind", word},
                             {"falls", kind == EndpointKind::survival || kind == EndpointKind::net_survival}});
    }
    return endpoints;
}

std::string group_label(const Model& model, const ReportGroup& group) {
    if (!group.restriction) return "all " + model.people;
    const Factor& factor = model.factors[group.restriction->first];
    std::string label = factor.name + ": " + factor.label(group.restriction->second);
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

/// A solution by the fine grid takes long enough to be worth a coarse one first.
bool is_slow(const LoadedConfig& config) {
    constexpr double noticed = 1e9;  // multiply-adds; about a tenth of a second
    const Model& model = config.model;
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    return exact_work(model, population, make_event_graph(model), ContinuousHazards(model, parameters, population)) >
               noticed &&
           coarse_grid(model, config.economics, read_question(Json::object(), model)).has_value();
}

Ticket ticket_of(const Json& json) {
    Ticket ticket;
    const auto page = json.find("page");
    constexpr std::size_t longest = 64;
    if (page != json.end() && page->is_string()) ticket.page = page->get<std::string>().substr(0, longest);
    const auto sequence = json.find("sequence");
    if (sequence == json.end() || !sequence->is_number_unsigned())
        throw UsageError("sequence: has to be a whole number from 0 on");
    ticket.sequence = sequence->get<std::uint64_t>();
    return ticket;
}

Accuracy accuracy_of(const Json& json) {
    const auto asked = json.find("accuracy");
    if (asked == json.end() || *asked == "exact") return Accuracy::exact;
    if (*asked == "coarse") return Accuracy::coarse;
    throw UsageError("accuracy: is exact or coarse");
}

State state_of(const Json& json, const std::vector<Control>& controls) {
    const auto state = json.find("state");
    return state == json.end() ? State() : State(*state, controls);
}

}  // namespace

Explorer::Explorer(ConfigSource source, LoadedConfig config, unsigned threads)
    : source_(std::move(source)),
      config_(std::move(config)),
      controls_(controls_of(config_)),
      threads_(threads),
      description_(describe()) {}

Explorer::~Explorer() = default;

std::string Explorer::describe() const {
    const Model& model = config_.model;
    Json strategies = Json::array(), groups = Json::array(), populations = Json::array();
    for (const Strategy& strategy : model.strategies)
        strategies.push_back({{"name", strategy.name}, {"label", strategy.label}, {"mix", !strategy.mix.empty()}});
    for (const ReportGroup& group : report_groups(model))
        groups.push_back({{"name", group.name}, {"label", group_label(model, group)}});
    for (const PopulationKind kind : reported_populations(model))
        populations.push_back({{"name", to_text(kind)}, {"label", in_words(kind)}});
    Json decision = nullptr;
    if (config_.economics)
        decision = {{"currency", config_.economics->currency},
                    {"willingness_to_pay", config_.economics->willingness_to_pay}};
    return dumped({{"title", model.title.empty() ? model.name : model.title},
                   {"name", model.name},
                   {"people", model.people},
                   {"config", source_.path},
                   {"config_hash", config_.hash},
                   {"version", build_info.version},
                   {"strategies", std::move(strategies)},
                   {"comparator", model.strategies[model.reference_strategy].name},
                   {"endpoints", endpoints_json(model)},
                   {"groups", std::move(groups)},
                   {"populations", std::move(populations)},
                   {"landmarks_years", model.landmarks_years},
                   {"horizon_years", model.horizon_years},
                   {"grid_per_year", model.grid_per_year},
                   {"coarse", is_slow(config_)},
                   {"decision", std::move(decision)},
                   {"controls", to_json(controls_)},
                   {"warnings", config_.warnings},
                   {"psa", nullptr}});
}

void Explorer::answer(const std::string& path, const std::string& body, const Reply& reply, const Doorkeeper& door,
                      const std::function<void()>& quit) {
    try {
        if (path == "/") {
            const std::string nonce = make_secret();
            return reply(
                {200, page::explorer_page(nonce, door.token(), config_.model.title, description_), "text/html", nonce});
        }
        if (path == "/model") return reply({200, description_});
        const Json json = read_json(body);
        if (!json.is_object()) throw UsageError("the body is no object");
        if (path == "/quit") {
            reply({200, "{\"ended\": true}\n"});
            return quit();
        }
        if (path == "/solve") return answer_solve(json, reply);
        if (path == "/state") return answer_state(json, reply);
        reply({404, "{\"error\": \"there is nothing at this path\"}\n"});
    } catch (const std::exception& error) {
        reply(answer_of(error, 400));
    }
}

void Explorer::answer_solve(const Json& json, const Reply& reply) {
    const Ticket ticket = ticket_of(json);
    SolveRequest request{read_question(json, config_.model), accuracy_of(json), threads_, {}};
    solutions_.add(
        ticket,
        [this, request, state = state_of(json, controls_), sequence = ticket.sequence](const auto& stop) mutable {
            request.stop_requested = stop;
            Json solution = solve(load_config_text(config_.text, source_.path, state.overrides()), request);
            solution["sequence"] = sequence;
            return Answer{200, dumped(solution)};
        },
        reply);
}

void Explorer::answer_state(const Json& json, const Reply& reply) {
    errands_.add(
        {},
        [this, state = state_of(json, controls_)](const auto&) {
            // Says what is wrong with it, as `ibtr exact` would.
            const Study study(load_config_text(config_.text, source_.path, state.overrides()));
            return Answer{200,
                          dumped({{"set_line", command_line_of(source_, state)}, {"toml", toml_of(source_, state)}})};
        },
        reply);
}

void serve(ConfigSource source, LoadedConfig config, const ServeOptions& options) {
    Server server(options.port);
    Explorer explorer(std::move(source), std::move(config), options.threads);
    if (options.started) options.started(server.door().address());
    server.run(
        [&](const std::string& path, const std::string& body, const Reply& reply) {
            explorer.answer(path, body, reply, server.door(), [&server] { server.stop(); });
        },
        options.stop_requested);
}

}  // namespace ibtr::explore
