// How well 32 lanes of a device keep together on true lives: instructions a warp issues a history, times 32, for three
// ways to give women to lanes. Costs of the stages come from the compiler's machine code: scripts/gpu-model.
//   lane_efficiency CONFIG WOMEN PHILOX EXPONENTIAL SOJOURN EXIT EVENT TABLE STEP

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/core/lane.hpp"
#include "ibtr/core/walk.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"

namespace {

using namespace ibtr;

constexpr std::size_t lanes = 32;
constexpr double queue = 30;  ///< assumed: instructions a sojourn to enter and leave a queue in shared memory
constexpr double glue = 40;   ///< assumed: instructions a history between the stages: rows, recorders, loops

struct Costs {
    double philox, exponential, sojourn, exit, event, table, step;
};

struct Sojourn {
    std::uint32_t state;
    bool event = false, last = true;
};
using Life = std::vector<Sojourn>;

/// What a warp issues for the union of its lanes' branches.
class Issue {
public:
    Issue(const core::TablesView& view, std::uint32_t stratum, const Costs& costs)
        : view_(view), stratum_(stratum), costs_(costs) {}

    [[nodiscard]] double draw(std::uint32_t exits) const {
        return exits == 0 ? 0 : costs_.philox * (exits > core::exits_per_block ? 2 : 1) + costs_.exponential * exits;
    }
    /// What a strategy's share is of a woman's age and first exponentials, which all strategies share.
    [[nodiscard]] double start() const {
        const core::TablesHeader& header = view_.header;
        const unsigned log2 = view_.age_tables[stratum_].log2_size;
        const double age = log2 == 0 ? 0 : costs_.philox + look_up(log2);
        return (age + draw(view_.states[view_.starts[stratum_].state].exits)) / header.strategies + glue;
    }
    [[nodiscard]] double sojourns(const std::vector<const Sojourn*>& active) const {
        double sum = costs_.sojourn;
        for (unsigned k = 0; k < core::max_exits; ++k) sum += exit(active, k);
        std::uint32_t next = 0;
        bool event = false;
        for (const Sojourn* one : active) {
            event = event || one->event;
            if (!one->last) next = std::max(next, view_.states[(one + 1)->state].exits);
        }
        return sum + (event ? costs_.event : 0) + draw(next);
    }

private:
    [[nodiscard]] double look_up(unsigned log2) const { return costs_.table + (log2 > 0 ? log2 - 1 : 0) * costs_.step; }
    [[nodiscard]] double exit(const std::vector<const Sojourn*>& active, unsigned k) const {
        std::array<unsigned, 2> entries{};  // log2 of the largest table looked up: once, or forwards and back
        std::array<bool, 2> any{};
        for (const Sojourn* one : active) {
            const core::StateRecord& state = view_.states[one->state];
            if (k >= state.exits) continue;
            const std::size_t place = state.first_exit + k;
            const bool twice = view_.exits[place].clock != core::Clock::sojourn;
            any[twice] = true;
            entries[twice] =
                std::max<unsigned>(entries[twice], view_.exit_tables[stratum_ * view_.header.exits + place].log2_size);
        }
        if (!any[0] && !any[1]) return 0;
        return costs_.exit + (any[0] ? look_up(entries[0]) : 0) + (any[1] ? 2 * look_up(entries[1]) : 0);
    }

    const core::TablesView& view_;
    std::uint32_t stratum_;
    const Costs& costs_;
};

/// Instructions issued for an item: each lane by itself, lanes in order, lanes refilled, queues by state.
struct Sums {
    double useful = 0, in_order = 0, refilled = 0, queued = 0;
};

Life life_of(const core::TablesView& view, const WorkPlan& plan, const WorkItem& item, std::uint32_t woman,
             std::uint32_t strategy) {
    const std::uint64_t seed = plan.seed();
    const core::PatientBlock block{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                                   plan.draw(),
                                   core::pack_patient_high(plan.stratum_id(item.stratum), item.first_index)};
    const auto low = static_cast<std::uint32_t>(item.first_index + woman * plan.shape().batches);
    const auto& header = view.header;
    const float age = core::draw_age<core::Lane, false>(view, item.stratum, block, low);
    const core::NodeRecord start = view.starts[item.stratum];
    const auto first = core::draw_exponentials<core::Lane>(block, low, view.states[start.state].address, 0,
                                                           view.states[start.state].exits);
    const float* inverse = view.inverse_multipliers + (strategy * header.strata + item.stratum) * header.exits;
    Life life{{start.state}};
    core::walk_patient<core::WalkKind::continuous>(view, start, core::tables_row(header, strategy, item.stratum),
                                                   inverse, block, low, age, first,
                                                   [&](std::uint32_t edge, std::uint32_t) {
                                                       const std::uint32_t state = view.nodes[view.edge_to[edge]].state;
                                                       life.back().event = true;
                                                       if (view.states[state].exits == 0) return;
                                                       life.back().last = false;
                                                       life.push_back({state});
                                                   });
    return life;
}

/// One strategy of an item.
void add(const std::vector<Life>& lives, const Issue& issue, Sums& sums) {
    const double start = issue.start();
    std::vector<std::vector<const Sojourn*>> by_state(core::max_states);
    for (const Life& life : lives) {
        sums.useful += start;
        for (const Sojourn& one : life) {
            sums.useful += issue.sojourns({&one});
            by_state[one.state].push_back(&one);
        }
    }
    for (std::size_t first = 0; first < lives.size(); first += lanes) {
        const std::size_t end = std::min(first + lanes, lives.size());
        sums.in_order += start;
        sums.queued += start;
        for (std::size_t visit = 0;; ++visit) {
            std::vector<const Sojourn*> active;
            for (std::size_t w = first; w < end; ++w)
                if (visit < lives[w].size()) active.push_back(&lives[w][visit]);
            if (active.empty()) break;
            sums.in_order += issue.sojourns(active);
        }
    }
    for (const auto& all : by_state)
        for (std::size_t first = 0; first < all.size(); first += lanes)
            sums.queued +=
                queue +
                issue.sojourns({all.begin() + static_cast<std::ptrdiff_t>(first),
                                all.begin() + static_cast<std::ptrdiff_t>(std::min(first + lanes, all.size()))});
    // A warp's share of an item: eight warps.
    constexpr std::size_t warps = 8;
    for (std::size_t warp = 0; warp < warps; ++warp) {
        std::vector<std::pair<std::size_t, std::size_t>> at;  // life, sojourn
        for (std::size_t l = 0; l < lanes; ++l) at.emplace_back(warp * lanes + l, 0);
        for (bool fresh = true;; fresh = false) {
            std::vector<const Sojourn*> active;
            for (auto& [life, visit] : at) {
                if (life < lives.size() && visit == lives[life].size()) life += warps * lanes, visit = 0, fresh = true;
                if (life < lives.size()) active.push_back(&lives[life][visit++]);
            }
            if (active.empty()) break;
            sums.refilled += issue.sojourns(active) + (fresh ? start : 0);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 10) {
        std::fprintf(stderr, "usage: lane_efficiency CONFIG WOMEN PHILOX EXPONENTIAL SOJOURN EXIT EVENT TABLE STEP\n");
        return 2;
    }
    const auto cost = [&](int k) { return std::strtod(argv[k], nullptr); };
    const Costs costs{cost(3), cost(4), cost(5), cost(6), cost(7), cost(8), cost(9)};
    Model model = load_config({argv[1], {}}).model;
    model.batches = 2;  // the halves of a draw
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    const EventGraph graph = make_event_graph(model);
    const Tables tables = compile(model, parameters, population, graph);
    const std::uint64_t women = std::strtoull(argv[2], nullptr, 10);
    const WorkPlan plan(model, population, graph, women, model.seed, 0, {0, women});
    const core::TablesView view = tables.view();
    Sums sums;
    for (std::uint64_t n = 0; n < plan.items(); ++n) {
        const WorkItem item = plan.item(n);
        const Issue issue(view, item.stratum, costs);
        for (std::uint32_t s = 0; s < view.header.strategies; ++s) {
            std::vector<Life> lives;
            for (std::uint32_t w = 0; w < item.count; ++w) lives.push_back(life_of(view, plan, item, w, s));
            add(lives, issue, sums);
        }
    }
    const double histories = static_cast<double>(women) * view.header.strategies;
    const auto per_history = [&](double issued) { return issued * static_cast<double>(lanes) / histories; };
    std::printf("useful %.0f\nin_order %.0f\nrefilled %.0f\nqueued %.0f\n", sums.useful / histories,
                per_history(sums.in_order), per_history(sums.refilled), per_history(sums.queued));
}
