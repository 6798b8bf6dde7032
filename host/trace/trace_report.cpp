#include "trace/trace_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "study/describe.hpp"

namespace ibtr::trace {
namespace {

using TraceJson = nlohmann::ordered_json;

const char* clock_name(core::Clock clock) {
    switch (clock) {
        case core::Clock::time:
            return "time";
        case core::Clock::sojourn:
            return "sojourn";
        case core::Clock::age:
            return "age";
        case core::Clock::entry:
            break;
    }
    return "entry";
}

bool is_never(double ticks) {
    return ticks >= static_cast<double>(core::never_ticks) / 2;
}

/// Years, or nothing where a time is beyond every horizon.
double years_of(double ticks, const Scales& scales) {
    return is_never(ticks) ? undefined : ticks / scales.ticks_per_year;
}

/// What a clock reads [years].
double clock_years(const LatentTime& exit, double ticks, const Scales& scales) {
    return years_of(ticks, scales) + (exit.clock == core::Clock::age ? scales.age_origin_years : 0);
}

/// When an exit alone would have been taken [years since time zero].
double event_years(const Sojourn& sojourn, const LatentTime& exit, const Scales& scales) {
    if (is_never(exit.latent_ticks)) return undefined;
    if (scales.cycle_ticks == 0) return (sojourn.entered_ticks + exit.latent_ticks) / scales.ticks_per_year;
    const double cycle = scales.cycle_ticks;
    return (sojourn.entered_ticks + (std::floor(exit.latent_ticks / cycle) + 1) * cycle) / scales.ticks_per_year;
}

/// The hazard that meets her at the end of the latent time [per year].
double hazard_per_year(const LatentTime& exit, const Scales& scales) {
    return exit.multiplier * exit.at_exit.slope * scales.ticks_per_year;
}

TraceJson random_json(const RandomWords& random) {
    TraceJson uniforms = TraceJson::array();
    for (std::size_t w = 0; w < random.words.size(); ++w) uniforms.push_back(random.uniform(w));
    return {{"key", random.key}, {"counter", random.counter}, {"words", random.words}, {"uniforms", uniforms}};
}

TraceJson piece_json(const Piece& piece) {
    return {{"knot_ticks", piece.knot_ticks},
            {"cumulative", piece.cumulative},
            {"slope_per_tick", piece.slope},
            {"inverse_slope_ticks", piece.inverse_slope}};
}

TraceJson exit_json(const Model& model, const Sojourn& sojourn, const LatentTime& exit, const Scales& scales) {
    const Transition& transition = model.transitions[exit.transition];
    return {{"transition", transition.name},
            {"to", model.states[transition.to].name},
            {"clock", clock_name(exit.clock)},
            {"random_block", exit.block},
            {"random_word", exit.word},
            {"uniform", sojourn.random[exit.block].uniform(exit.word)},
            {"exponential", exit.exponential},
            {"multiplier", exit.multiplier},
            {"clock_ticks", exit.clock_ticks},
            {"clock_years", clock_years(exit, exit.clock_ticks, scales)},
            {"piece_at_entry", piece_json(exit.at_entry)},
            {"cumulative_at_entry", exit.hazard_at_entry},
            {"target", exit.target},
            {"piece_at_exit", piece_json(exit.at_exit)},
            {"latent_ticks", exit.latent_ticks},
            {"latent_years", number_or_null(years_of(exit.latent_ticks, scales))},
            {"event_years", number_or_null(event_years(sojourn, exit, scales))},
            {"hazard_per_year", hazard_per_year(exit, scales)},
            {"turn", exit.turn},
            {"taken", exit.taken}};
}

TraceJson sojourn_json(const Model& model, const Sojourn& sojourn, const Scales& scales) {
    TraceJson random = TraceJson::array(), exits = TraceJson::array();
    for (const RandomWords& words : sojourn.random) random.push_back(random_json(words));
    for (const LatentTime& exit : sojourn.exits) exits.push_back(exit_json(model, sojourn, exit, scales));
    TraceJson json{{"state", model.states[sojourn.state].name},
                   {"visit", sojourn.visit},
                   {"entered_ticks", sojourn.entered_ticks},
                   {"entered_years", sojourn.entered_ticks / scales.ticks_per_year},
                   {"random", std::move(random)},
                   {"exits", std::move(exits)},
                   {"taken", nullptr}};
    if (!sojourn.taken) return json;
    json["taken"] = model.transitions[sojourn.exits[*sojourn.taken].transition].name;
    json["left_ticks"] = sojourn.left_ticks;
    json["left_years"] = sojourn.left_ticks / scales.ticks_per_year;
    json["edge"] = sojourn.edge;
    json["tick"] = sojourn.tick;
    return json;
}

std::string words_text(const RandomWords& random) {
    return fmt::format("key {:08x} {:08x}, counter {:08x} {:08x} {:08x} {:08x}: {:08x} {:08x} {:08x} {:08x}",
                       random.key[0], random.key[1], random.counter[0], random.counter[1], random.counter[2],
                       random.counter[3], random.words[0], random.words[1], random.words[2], random.words[3]);
}

std::string time_text(double years) {
    return std::isnan(years) ? "beyond the horizon" : fmt::format("{:.6f}", years);
}

std::string exit_text(const Model& model, const Sojourn& sojourn, const LatentTime& exit, const Scales& scales) {
    const double latent = years_of(exit.latent_ticks, scales);
    return fmt::format(
        "  {} {:24} by {:7} {:10.6f}  u {:.10f}  E {:9.7f}  m {:<8.6g}  H {:.7g} to {:.7g}  latent {}{}\n",
        exit.taken ? '*' : ' ', model.transitions[exit.transition].name, clock_name(exit.clock),
        clock_years(exit, exit.clock_ticks, scales), sojourn.random[exit.block].uniform(exit.word), exit.exponential,
        exit.multiplier, exit.hazard_at_entry, exit.target, time_text(latent),
        std::isnan(latent) ? ""
                           : fmt::format(", at {:.6f}, hazard {:.4g} a year", event_years(sojourn, exit, scales),
                                         hazard_per_year(exit, scales)));
}

}  // namespace

Scales scales_of(const Model& model, const Tables& tables, std::size_t stratum) {
    return {tables.ticks_per_year(model), tables.header.bins << tables.header.tick_shift, tables.header.cycle_ticks,
            tables.age_origin_years[stratum]};
}

std::string trace_text(const Model& model, const Population& population, const PatientTrace& trace,
                       const Scales& scales) {
    const Address& address = trace.address;
    std::string text =
        fmt::format("stratum {}, index {}, seed {}, draw {}\n", stratum_name(model, population, address.stratum),
                    address.index, address.seed, address.draw);
    if (model.age_factor()) text += fmt::format("age at time zero: {:.6f} years\n", trace.age_years);
    if (trace.age_random)
        text += fmt::format("  {}\n  u {:.10f}\n", words_text(*trace.age_random), trace.age_random->uniform(0));
    text +=
        "A line a way out: what its clock reads on entry; u; E = -ln u; m, what multiplies its hazard; the cumulative\n"
        "hazard H there and its target H + E / m; the latent time [years]. The earliest, *, is taken.\n";
    for (const Life& life : trace.lives) {
        text += fmt::format("\nunder {}\n", model.strategies[life.strategy].name);
        for (const Sojourn& sojourn : life.sojourns) {
            text += fmt::format("{:12.6f} years  {}{}\n", sojourn.entered_ticks / scales.ticks_per_year,
                                model.states[sojourn.state].name,
                                sojourn.visit > 0 ? fmt::format(", visit {}", sojourn.visit + 1) : "");
            for (const RandomWords& random : sojourn.random) text += "    " + words_text(random) + "\n";
            for (const LatentTime& exit : sojourn.exits) text += exit_text(model, sojourn, exit, scales);
            if (!sojourn.exits.empty() && !sojourn.taken)
                text += fmt::format("{:12.6f} years  the horizon\n", scales.horizon_ticks / scales.ticks_per_year);
        }
    }
    return text;
}

std::string trace_csv(const Model& model, const PatientTrace& trace, const Scales& scales) {
    CsvText text(
        "strategy,sojourn,state,visit,entered_years,transition,to,clock,clock_years,key_0,key_1,counter_0,counter_1,"
        "counter_2,counter_3,word,uniform,exponential,multiplier,cumulative_at_entry,target,knot_years,knot_cumulative,"
        "hazard_per_year,latent_years,event_years,taken\n");
    const auto integer = [](std::uint32_t word) { return static_cast<double>(word); };
    for (const Life& life : trace.lives)
        for (std::size_t i = 0; i < life.sojourns.size(); ++i) {
            const Sojourn& sojourn = life.sojourns[i];
            const auto begin = [&] {
                text.fields(model.strategies[life.strategy].name, static_cast<double>(i),
                            model.states[sojourn.state].name, integer(sojourn.visit),
                            sojourn.entered_ticks / scales.ticks_per_year);
            };
            if (sojourn.exits.empty()) {
                begin();
                for (int field = 0; field < 21; ++field) text.field("");
                text.row("");
            }
            for (const LatentTime& exit : sojourn.exits) {
                const RandomWords& random = sojourn.random[exit.block];
                const Transition& transition = model.transitions[exit.transition];
                begin();
                text.fields(transition.name, model.states[transition.to].name, clock_name(exit.clock),
                            clock_years(exit, exit.clock_ticks, scales));
                for (const std::uint32_t word : random.key) text.field(integer(word));
                for (const std::uint32_t word : random.counter) text.field(integer(word));
                text.fields(integer(random.words[exit.word]), random.uniform(exit.word), exit.exponential,
                            exit.multiplier, exit.hazard_at_entry, exit.target,
                            clock_years(exit, exit.at_exit.knot_ticks, scales), exit.at_exit.cumulative,
                            hazard_per_year(exit, scales), years_of(exit.latent_ticks, scales));
                text.row(event_years(sojourn, exit, scales), exit.taken ? "yes" : "no");
            }
        }
    return text.take();
}

std::string trace_json(const Model& model, const Population& population, const PatientTrace& trace,
                       const Scales& scales, const RunIdentity& identity, JsonLayout layout) {
    TraceJson lives = TraceJson::array();
    for (const Life& life : trace.lives) {
        TraceJson sojourns = TraceJson::array();
        for (const Sojourn& sojourn : life.sojourns) sojourns.push_back(sojourn_json(model, sojourn, scales));
        lives.push_back({{"strategy", model.strategies[life.strategy].name}, {"sojourns", std::move(sojourns)}});
    }
    const Address& address = trace.address;
    const TraceJson json{{"schema", 1},
                         {"command", "trace"},
                         {"config_hash", identity.config_hash},
                         {"stratum", address.stratum},
                         {"stratum_name", stratum_name(model, population, address.stratum)},
                         {"stratum_id", population.strata[address.stratum].id},
                         {"index", address.index},
                         {"seed", address.seed},
                         {"draw", address.draw},
                         {"age_years", model.age_factor() ? TraceJson(trace.age_years) : TraceJson(nullptr)},
                         {"age_random", trace.age_random ? random_json(*trace.age_random) : TraceJson(nullptr)},
                         {"ticks_per_year", scales.ticks_per_year},
                         {"horizon_ticks", scales.horizon_ticks},
                         {"cycle_ticks", scales.cycle_ticks},
                         {"age_origin_years", scales.age_origin_years},
                         {"lives", std::move(lives)}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2) + "\n";
}

FileNames trace_files() {
    return {"trace.txt", "trace.csv", "trace.json", manifest_file};
}

}  // namespace ibtr::trace
