// Stores of draws from elsewhere whose digests are right, for a digest is no secret. The bytes say how a small store is
// changed: rows, columns, the description, or any byte of the file. What is then opened is refused, or it is read,
// counted and summarised without contradiction.
#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/files.hpp"
#include "fuzz/fuzz.hpp"
#include "psa/small_analysis.hpp"
#include "psa/sqlite.hpp"
#include "psa/store_description.hpp"

namespace {

using namespace ibtr;
using fuzz::require;

constexpr std::uint32_t draws = 12;

/// The store before anything is changed.
class Base {
public:
    Base() {
        {
            psa::Store store = analysis_.create();
            analysis_.run(store);
        }
        const psa::Store store = psa::Store::open(analysis_.path);
        store.for_each([&](const psa::DrawRecord& record) { records_.push_back(record); });
        bytes_ = read_file(analysis_.path);
    }
    [[nodiscard]] std::string bytes() const { return bytes_; }
    [[nodiscard]] const std::vector<psa::DrawRecord>& records() const { return records_; }
    [[nodiscard]] const Model& model() const { return analysis_.config.model; }
    [[nodiscard]] const std::vector<Quantity>& outcomes() const { return analysis_.plan->outcomes(); }
    [[nodiscard]] const fuzz::ScratchFolder& folder() const { return folder_; }

private:
    fuzz::ScratchFolder folder_;
    test::SmallAnalysis analysis_{test::one_hazard, {DesignKind::monte_carlo, draws, 1}, folder_.path()};
    std::vector<psa::DrawRecord> records_;
    std::string bytes_;
};

const Base& base() {
    static const Base one;
    return one;
}

double any_number(FuzzedDataProvider& bytes) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr std::array<double, 12> numbers{
        0,      -0.0,   1,   -1,  std::numeric_limits<double>::quiet_NaN(), infinite, -infinite, 1e308,
        -1e308, 5e-324, 0.5, 1e-9};
    return bytes.ConsumeBool() ? numbers[bytes.ConsumeIntegralInRange<std::size_t>(0, numbers.size() - 1)]
                               : std::bit_cast<double>(bytes.ConsumeIntegral<std::uint64_t>());
}

void put(psa::Database& database, const psa::DrawRecord& record) {
    const psa::DrawRow row = psa::to_row(record);
    database.prepare("INSERT OR REPLACE INTO draws(draw, numbers, tally_digest, digest) VALUES(?, ?, ?, ?)")
        .bind(1, std::int64_t{row.draw})
        .bind(2, row.numbers)
        .bind(3, row.tally_digest)
        .bind(4, row.digest)
        .run();
}

void say(psa::Database& database, const std::string& key, const std::string& value) {
    database.prepare("INSERT OR REPLACE INTO analysis VALUES(?, ?)").bind(1, key).bind(2, value).run();
}

/// One number, or one number of all draws.
void change_numbers(psa::Database& database, FuzzedDataProvider& bytes) {
    const bool of_all = bytes.ConsumeBool(), equal = bytes.ConsumeBool();
    const std::size_t chosen = bytes.ConsumeIntegralInRange<std::size_t>(0, draws - 1);
    const std::size_t place = bytes.ConsumeIntegral<std::uint16_t>();
    const double number = any_number(bytes);
    for (psa::DrawRecord record : base().records()) {
        if (!of_all && record.draw != chosen) continue;
        const double put_in = equal ? number : number * (1 + record.draw);
        const std::size_t parameters = record.parameters.size(), outcomes = record.outcomes.size();
        const std::size_t at = place % (parameters + 2 * outcomes);
        if (at < parameters)
            record.parameters[at] = put_in;
        else if (at < parameters + outcomes)
            record.outcomes[at - parameters] = put_in;
        else
            record.half_differences[at - parameters - outcomes] = static_cast<float>(put_in);
        put(database, record);
    }
}

void change_shape(psa::Database& database, FuzzedDataProvider& bytes) {
    psa::DrawRecord record = base().records()[bytes.ConsumeIntegralInRange<std::size_t>(0, draws - 1)];
    record.draw = bytes.ConsumeBool() ? bytes.ConsumeIntegralInRange<std::uint32_t>(0, 2 * draws)
                                      : bytes.ConsumeIntegral<std::uint32_t>();
    record.parameters.resize(record.parameters.size() + bytes.ConsumeIntegralInRange<std::size_t>(0, 2));
    record.outcomes.resize(bytes.ConsumeBool() ? record.outcomes.size() : bytes.ConsumeIntegral<std::uint8_t>());
    if (bytes.ConsumeBool()) record.half_differences.resize(bytes.ConsumeIntegral<std::uint8_t>());
    put(database, record);
}

std::vector<std::byte> any_blob(FuzzedDataProvider& bytes) {
    return bytes.ConsumeBytes<std::byte>(bytes.ConsumeIntegral<std::uint8_t>());
}

void put_blobs(psa::Database& database, FuzzedDataProvider& bytes) {
    const auto draw = bytes.ConsumeIntegral<std::int64_t>();
    const std::vector<std::byte> numbers = any_blob(bytes), tallies = any_blob(bytes), digest = any_blob(bytes);
    database.prepare("INSERT OR REPLACE INTO draws VALUES(?, ?, ?, ?)")
        .bind(1, bytes.ConsumeBool() ? draw : draw % draws)
        .bind(2, numbers)
        .bind(3, tallies)
        .bind(4, digest)
        .run();
}

void remove_draw(psa::Database& database, FuzzedDataProvider& bytes) {
    database.prepare("DELETE FROM draws WHERE draw = ?")
        .bind(1, bytes.ConsumeIntegralInRange<std::int64_t>(0, draws - 1))
        .run();
}

std::string any_key(FuzzedDataProvider& bytes) {
    constexpr std::array<const char*, 19> keys{
        "config",  "config_hash", "seed",          "patients",   "draws",
        "design",  "replicates",  "illegal_draws", "first_draw", "end_draw",
        "groups",  "stratified",  "hazard_ratios", "by",         "pilot_optimal_patients",
        "version", "layout",      "digest",        "more"};
    return keys[bytes.ConsumeIntegralInRange<std::size_t>(0, keys.size() - 1)];
}

void change_analysis(psa::Database& database, FuzzedDataProvider& bytes) {
    const std::string key = any_key(bytes);
    switch (bytes.ConsumeIntegralInRange<int>(0, 3)) {
        case 0:
            database.prepare("DELETE FROM analysis WHERE key = ?").bind(1, key).run();
            break;
        case 1:
            say(database, key, std::to_string(bytes.ConsumeIntegralInRange<std::uint32_t>(0, 2 * draws)));
            break;
        case 2:
            say(database, key, std::to_string(bytes.ConsumeIntegral<std::uint64_t>()));
            break;
        default:
            say(database, key, bytes.ConsumeRandomLengthString(64));
    }
}

void change_quantities(psa::Database& database, FuzzedDataProvider& bytes) {
    const auto position = bytes.ConsumeIntegralInRange<std::int64_t>(-1, 40);
    switch (bytes.ConsumeIntegralInRange<int>(0, 5)) {
        case 0:
            database.prepare("DELETE FROM parameters WHERE position = ?").bind(1, position).run();
            break;
        case 1:
            database.prepare("INSERT OR REPLACE INTO parameters VALUES(?, ?, ?)")
                .bind(1, position)
                .bind(2, bytes.ConsumeRandomLengthString(16))
                .bind(3, bytes.ConsumeRandomLengthString(16))
                .run();
            break;
        case 2:
            database.prepare("DELETE FROM outcomes WHERE position >= ?").bind(1, position).run();
            break;
        case 3:
            database.prepare("UPDATE outcomes SET time_years = ? WHERE position = ?")
                .bind(1, bytes.ConsumeFloatingPointInRange<double>(-1e300, 1e300))
                .bind(2, position)
                .run();
            break;
        case 4:
            database.prepare("UPDATE OR REPLACE outcomes SET position = ? WHERE position = ?")
                .bind(1, bytes.ConsumeIntegral<std::int64_t>())
                .bind(2, position)
                .run();
            break;
        default:
            database.prepare("UPDATE outcomes SET measure = ?, endpoint = ? WHERE position = ?")
                .bind(1, bytes.ConsumeRandomLengthString(16))
                .bind(2, bytes.ConsumeRandomLengthString(16))
                .bind(3, position)
                .run();
    }
}

/// A longer analysis, of draws that repeat those of the base.
void lengthen(psa::Database& database, FuzzedDataProvider& bytes) {
    const auto count = bytes.ConsumeIntegralInRange<std::uint32_t>(1, 4 * draws);
    for (std::uint32_t draw = draws; draw < count; ++draw) {
        psa::DrawRecord record = base().records()[draw % draws];
        record.draw = draw;
        put(database, record);
    }
    for (std::uint32_t draw = count; draw < draws; ++draw)
        database.prepare("DELETE FROM draws WHERE draw = ?").bind(1, std::int64_t{draw}).run();
    say(database, "draws", std::to_string(count));
    say(database, "end_draw", std::to_string(count));
}

void change(psa::Database& database, FuzzedDataProvider& bytes) {
    constexpr std::array changes{change_numbers, change_numbers,  change_shape,      put_blobs,
                                 remove_draw,    change_analysis, change_quantities, lengthen};
    database.execute("BEGIN");
    for (int times = 0; times < 16 && bytes.remaining_bytes() > 0; ++times)
        changes[bytes.ConsumeIntegralInRange<std::size_t>(0, changes.size() - 1)](database, bytes);
    say(database, "digest", psa::description_digest(database));
    database.execute("COMMIT");
}

void summarise(const psa::Store& store) {
    store.require_quantities(base().model(), base().outcomes());
    const psa::Summary summary = psa::summarise(store, base().outcomes());
    require(summary.outcomes.size() == base().outcomes().size(), "every outcome is summarised");
    for (const psa::OutcomeSummary& one : summary.outcomes) {
        require(!(one.sd < 0), "no spread is below 0");
        require(!(one.uncorrected.low > one.uncorrected.high), "limits are in order");
    }
}

void use(const std::filesystem::path& path) {
    const psa::Store store = psa::Store::open(path);
    std::uint32_t read = 0;
    std::optional<std::uint32_t> latest;
    store.for_each([&](const psa::DrawRecord& record) {
        require(!latest || record.draw > *latest, "draws ascend");
        latest = record.draw;
        ++read;
    });
    const std::optional<psa::DrawRecord> last = store.last();
    require(last.has_value() == latest.has_value() && (!last || last->draw == *latest), "the last draw is read last");
    const DrawRange range = store.analysis().range;
    const psa::DrawSet missing = store.missing();
    require(missing.size() + read == range.end - range.begin, "a draw is there or missing");
    require(missing.ranges().size() <= std::size_t{read} + 1, "what is missing is told by what is there");
    if (range == DrawRange{0, store.analysis().design.draws}) summarise(store);  // a shard is no analysis
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider bytes(data, size);
    const bool by_bytes = bytes.ConsumeIntegralInRange<int>(0, 7) == 0;
    std::string file = base().bytes();
    if (by_bytes)
        for (int times = 0; times < 8 && bytes.remaining_bytes() > 0; ++times)
            file[bytes.ConsumeIntegralInRange<std::size_t>(0, file.size() - 1)] = bytes.ConsumeIntegral<char>();
    const std::filesystem::path path = base().folder().write("changed.sqlite", file);
    std::filesystem::remove(path.string() + "-journal");
    const bool changed = fuzz::accepted([&] {
        if (by_bytes) return;
        psa::Database database(path, psa::Database::Mode::open);
        change(database, bytes);
    });
    if (changed) fuzz::accepted([&] { use(path); });
    return 0;
}
