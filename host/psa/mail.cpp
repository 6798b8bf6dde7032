#include "psa/mail.hpp"

#include <utility>

#include "base/bytes.hpp"

namespace ibtr::psa {
namespace {

ByteReader reader_of(std::string_view bytes) {
    return {bytes, "a message between processes"};
}

}  // namespace

std::string encode(const Analysis& a) {
    ByteWriter writer;
    writer.text(a.config_text)
        .text(a.config_hash)
        .number(a.seed)
        .number(a.patients)
        .number(a.design.kind)
        .number(a.design.draws)
        .number(a.design.replicates)
        .number(a.design.leaves_out_illegal)
        .text(a.version)
        .number(a.range)
        .number(std::uint64_t{a.selection.groups.size()});
    for (const std::string& group : a.selection.groups) writer.text(group);
    return writer.number(a.selection.stratified).number(a.selection.hazard_ratios).number(a.method).take();
}

std::string encode(const DrawSet& draws) {
    ByteWriter writer;
    for (const DrawRange& range : draws.ranges()) writer.number(range);
    return writer.take();
}

std::string encode(const std::vector<DrawRow>& rows) {
    ByteWriter writer;
    for (const DrawRow& row : rows)
        writer.number(row.draw).list(row.numbers).number(row.tally_digest).number(row.digest);
    return writer.take();
}

std::string encode(ExitCode code, std::string_view message) {
    return ByteWriter().number(code).text(message).take();
}

Analysis decode_analysis(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    Analysis a;
    a.config_text = reader.text();
    a.config_hash = reader.text();
    a.seed = reader.number<std::uint64_t>();
    a.patients = reader.number<std::uint64_t>();
    a.design.kind = reader.number<DesignKind>();
    a.design.draws = reader.number<std::uint32_t>();
    a.design.replicates = reader.number<std::uint32_t>();
    a.design.leaves_out_illegal = reader.number<bool>();
    a.version = reader.text();
    a.range = reader.number<DrawRange>();
    for (auto left = reader.number<std::uint64_t>(); left > 0; --left) a.selection.groups.push_back(reader.text());
    a.selection.stratified = reader.number<bool>();
    a.selection.hazard_ratios = reader.number<bool>();
    a.method = reader.number<DrawMethod>();
    return a;
}

DrawSet decode_draws(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    DrawSet draws;
    while (!reader.at_end()) draws.append(reader.number<DrawRange>());
    return draws;
}

std::vector<DrawRow> decode_rows(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    std::vector<DrawRow> rows;
    while (!reader.at_end()) {
        DrawRow row;
        row.draw = reader.number<std::uint32_t>();
        row.numbers = reader.list<std::byte>();
        row.tally_digest = reader.number<DigestBytes>();
        row.digest = reader.number<DigestBytes>();
        rows.push_back(std::move(row));
    }
    return rows;
}

Error decode_failure(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    const auto code = reader.number<ExitCode>();
    return {code, reader.text()};
}

}  // namespace ibtr::psa
