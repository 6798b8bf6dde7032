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

Explorer::Explorer(ConfigSource source, LoadedConfig config, const std::filesystem::path& psa, unsigned threads)
    : source_(std::move(source)),
      config_(std::move(config)),
      controls_(controls::controls_of(config_)),
      threads_(threads),
      is_slow_(is_slow(config_)),
      draws_(psa.empty() ? nullptr : std::make_unique<NearDraws>(psa, config_)),
      description_(describe()),
      target_(config_, source_.path, controls_, threads_, [this] { return solutions_.is_busy(); }) {
    if (!draws_) return;
    // Before the page asks for them; what is wrong with the store is said when it does.
    errands_.add(
        {},
        [this](const auto& stop) {
            draws_->read(stop);
            return Answer{};
        },
        [](const Answer&) {});
}

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
                   {"coarse", is_slow_},
                   {"decision", std::move(decision)},
                   {"controls", controls::to_json(controls_)},
                   {"warnings", config_.warnings},
                   {"psa", draws_ ? draws_->describe() : Json(nullptr)}});
}

void Explorer::answer(const std::string& route, const std::string& body, const Reply& reply, const Doorkeeper& door,
                      const std::function<void()>& quit) {
    try {
        if (route == "GET /") {
            const std::string nonce = make_secret();
            return reply(
                {200, page::explorer_page(nonce, door.token(), config_.model.title, description_), "text/html", nonce});
        }
        if (route == "GET /model") return reply({200, description_});
        if (route == "GET /target") return reply({200, dumped(target_.progress())});
        const Json json = read_json(body);
        if (!json.is_object()) throw UsageError("the body is no object");
        if (route == "POST /quit") {
            reply({200, "{\"ended\": true}\n"});
            return quit();
        }
        if (route == "POST /solve") return answer_solve(json, reply);
        if (route == "POST /state") return answer_state(json, reply);
        if (route == "POST /near") return answer_near(json, reply);
        if (route == "POST /target") return reply(begin_target(json));
        if (route == "POST /target/stop") {
            target_.stop();
            return reply({200, dumped(target_.progress())});
        }
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

void Explorer::answer_near(const Json& json, const Reply& reply) {
    if (!draws_) throw UsageError("ibtr explore was started without --psa RUN_DIR: there are no draws");
    constexpr std::size_t most = 200;
    const Json count = json.value("count", Json(20));
    if (!count.is_number_unsigned() || count.get<std::uint64_t>() > most)
        throw UsageError("count: has to be a whole number up to 200");
    errands_.add(
        {},
        [this, question = read_question(json, config_.model), state = state_of(json, controls_),
         shown = count.get<std::size_t>()](const auto& stop) {
            return Answer{200, dumped(draws_->near(state, controls_, question, shown, stop))};
        },
        reply);
}

Answer Explorer::begin_target(const Json& json) {
    State state = state_of(json, controls_);
    load_config_text(config_.text, source_.path, state.overrides());
    target_.start(std::move(state), read_target(json, config_.model), is_slow_);
    return {200, dumped(target_.progress())};
}

void serve(ConfigSource source, LoadedConfig config, const ServeOptions& options) {
    Server server(options.port);
    Explorer explorer(std::move(source), std::move(config), options.psa, options.threads);
    if (options.started) options.started(server.door().address());
    server.run(
        [&](const std::string& route, const std::string& body, const Reply& reply) {
            explorer.answer(route, body, reply, server.door(), [&server] { server.stop(); });
        },
        options.stop_requested);
}

}  // namespace ibtr::explore
