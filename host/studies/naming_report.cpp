#include "studies/naming_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json_number.hpp"

namespace ibtr::studies {

std::string explanations_csv(const std::vector<Explanation>& explanations) {
    CsvText csv("explanation,config,changes,config_hash\n");
    for (const Explanation& one : explanations)
        csv.row(one.name, one.config, fmt::format("{}", fmt::join(one.changes, ";")), one.config_hash);
    return csv.take();
}

std::string naming_csv(const std::vector<NamingOfStudy>& studies) {
    CsvText csv("study,women,estimates,probability_right,standard_error,information_bits,bits_standard_error\n");
    for (const NamingOfStudy& one : studies)
        csv.row(one.study, std::to_string(one.women), std::to_string(one.estimates), one.naming.probability_right,
                one.naming.standard_error, one.naming.information_bits, one.naming.bits_standard_error);
    return csv.take();
}

std::string naming_shares_csv(const std::vector<NamingOfStudy>& studies, const std::vector<Explanation>& explanations) {
    CsvText csv("study,women,truth,named,share\n");
    for (const NamingOfStudy& one : studies)
        for (std::size_t truth = 0; truth < explanations.size(); ++truth)
            for (std::size_t named = 0; named < explanations.size(); ++named)
                csv.row(one.study, std::to_string(one.women), explanations[truth].name, explanations[named].name,
                        one.naming.shares[truth][named]);
    return csv.take();
}

std::string naming_json(const std::vector<NamingOfStudy>& studies, const std::vector<Explanation>& explanations,
                        JsonLayout layout) {
    using Json = nlohmann::ordered_json;
    Json names = Json::array(), rows = Json::array();
    for (const Explanation& one : explanations) names.push_back(one.name);
    for (const NamingOfStudy& one : studies)
        rows.push_back({{"study", one.study},
                        {"women", one.women},
                        {"probability_right", number_or_null(one.naming.probability_right)},
                        {"standard_error", number_or_null(one.naming.standard_error)},
                        {"information_bits", number_or_null(one.naming.information_bits)}});
    const Json json{{"schema", 1}, {"command", "studies"}, {"explanations", names}, {"naming", rows}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2);
}

std::string naming_table(const std::vector<NamingOfStudy>& studies) {
    std::string text = fmt::format("{:32} {:>8} {:>18} {:>14}\n", "study", "women", "names the right", "bits");
    std::size_t fewest = 0;
    for (const NamingOfStudy& one : studies) {
        text += fmt::format("{:32} {:8} ", one.study, one.women);
        if (std::isnan(one.naming.probability_right)) {
            fewest = std::max(fewest, fewest_replicates(one.estimates));
            text += fmt::format("{:>18} {:>14}\n", "too few replicates", "");
        } else {
            text += fmt::format("{:9.3f} ({:.3f}) {:14.3f}\n", one.naming.probability_right, one.naming.standard_error,
                                one.naming.information_bits);
        }
    }
    if (fewest > 0)
        text += fmt::format(
            "{} replicates in which every estimate is there are the fewest: give more by --replicates\n", fewest);
    return text;
}

}  // namespace ibtr::studies
