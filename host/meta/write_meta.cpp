#include "meta/write_meta.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "figure/figure.hpp"

namespace ibtr::meta {

Remarks write_meta(const MetaAnalysis& analysis, bool figures, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("meta.csv", meta_csv(analysis));
    folder.write("studies.csv", studies_csv(analysis));
    folder.write("summary.json", meta_json(analysis, JsonLayout::indented));
    Remarks remarks;
    for (const std::string& note : analysis.table.notes) remarks.push_back({Remark::Kind::warning, note});
    constexpr std::size_t most_drawn = 500;
    if (figures && analysis.table.studies.size() > most_drawn) {
        add_note(remarks, fmt::format("no forest plot: {} studies, of which at most {} are drawn",
                                      analysis.table.studies.size(), most_drawn));
        return remarks;
    }
    if (!figures) return remarks;
    const std::string reason = figure::add_figure(folder, "forest", {"forest"}, {}, {"meta"});
    add_note(remarks, reason.empty() ? "" : "no forest plot: " + reason);
    return remarks;
}

FileNames meta_files() {
    FileNames names{"meta.csv", "studies.csv", "summary.json"};
    append(names, figure::figure_files("forest"));
    return names;
}

}  // namespace ibtr::meta
