// Folders of finished runs from elsewhere: a file a section, each under a line "=== NAME". What is read of them,
// figures and a report are made, or refused.
#include <algorithm>
#include <filesystem>

#include "figure/figure.hpp"
#include "figure/formats.hpp"
#include "fuzz/fuzz.hpp"
#include "page/report.hpp"
#include "page/run_record.hpp"
#include "recorded/curve_points.hpp"

namespace {

using namespace ibtr;
namespace fs = std::filesystem;

bool is_plain_name(const std::string& name) {
    return name.size() < 40 && !name.empty() && name.front() != '.' &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
}

/// The folder, with these files alone.
const fs::path& folder_with(const std::string& sections) {
    static const fuzz::ScratchFolder folder;
    for (const fs::directory_entry& old : fs::directory_iterator(folder.path())) fs::remove(old.path());
    constexpr std::size_t most_files = 12;
    std::size_t files = 0;
    for (const auto& [name, content] : fuzz::sections_of(sections, "=== "))
        if (is_plain_name(name) && ++files <= most_files) folder.write(name, content);
    return folder.path();
}

void draw(const recorded::RunFiles& files) {
    figure::Origin origin;
    fuzz::accepted([&] { origin = figure::origin_of(files); });
    for (const std::string& kind : figure::kinds())
        fuzz::accepted([&] {
            const figure::Figure made = figure::make_figure(files, {.kind = kind}, {}, origin);
            figure::svg_text(made.page, {made.title, made.caption});
        });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fs::path& folder = folder_with(fuzz::text_of(data, size));
    const recorded::RunFiles files(folder);
    for (const char* table : {"curves.csv", "contrasts.csv"})
        fuzz::accepted([&] {
            const recorded::Rows rows = files.table(table, "ibtr run");
            if (std::string(table) == "curves.csv")
                recorded::curve_points(rows);
            else
                recorded::contrasts_of(rows);
        });
    draw(files);
    fuzz::accepted([&] { page::make_report({page::read_run(folder)}, {}); });
    return 0;
}
