#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controls/control.hpp"
#include "explore/access.hpp"
#include "explore/near_draws.hpp"
#include "explore/server.hpp"
#include "explore/solve_queue.hpp"
#include "explore/state.hpp"
#include "explore/target_search.hpp"
#include "ibtr/config.hpp"

namespace ibtr::explore {

/// What the page is about, and answers to what it asks (docs/explore.md, "The page's requests").
class Explorer {
public:
    /// @param source a file and the overrides of the command line, and what they load as
    /// @param psa run folder of `ibtr psa`, whose draws are shown; empty: none
    /// @throws UsageError, StorageError where it holds no draws of this model
    Explorer(ConfigSource source, LoadedConfig config, const std::filesystem::path& psa, unsigned threads);
    ~Explorer();
    Explorer(const Explorer&) = delete;
    Explorer& operator=(const Explorer&) = delete;

    /// A Handler. @param quit ends the server
    void answer(const std::string& route, const std::string& body, const Reply& reply, const Doorkeeper& door,
                const std::function<void()>& quit);

private:
    [[nodiscard]] std::string describe() const;
    void answer_solve(const nlohmann::ordered_json& json, const Reply& reply);
    void answer_state(const nlohmann::ordered_json& json, const Reply& reply);
    void answer_near(const nlohmann::ordered_json& json, const Reply& reply);
    [[nodiscard]] Answer begin_target(const nlohmann::ordered_json& json);

    ConfigSource source_;
    LoadedConfig config_;
    std::vector<Control> controls_;
    unsigned threads_;
    bool is_slow_;
    std::unique_ptr<NearDraws> draws_;
    std::string description_;
    SolveQueue solutions_, errands_;
    TargetSearch target_;
};

/// Serves until the page or the caller asks to stop.
struct ServeOptions {
    std::uint16_t port = 0;
    unsigned threads = 1;
    std::filesystem::path psa = {};
    std::function<bool()> stop_requested;
    std::function<void(const std::string& address)> started;
};
/// @throws as the constructors of Explorer and Server
void serve(ConfigSource source, LoadedConfig config, const ServeOptions& options);

}  // namespace ibtr::explore
