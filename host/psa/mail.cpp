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
        .text(a.version)
        .number(a.range)
        .number(std::uint64_t{a.selection.groups.size()});
    for (const std::string& group : a.selection.groups) writer.text(group);
    return writer.number(a.selection.stratified).take();
}

std::string encode(const std::vector<std::uint32_t>& draws) {
    return ByteWriter().list(draws).take();
}

std::string encode(const std::vector<DrawRecord>& records) {
    ByteWriter writer;
    for (const DrawRecord& record : records)
        writer.number(record.draw)
            .list(record.parameters)
            .list(record.outcomes)
            .list(record.half_differences)
            .text(record.tally_digest);
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
    a.version = reader.text();
    a.range = reader.number<DrawRange>();
    for (auto left = reader.number<std::uint64_t>(); left > 0; --left) a.selection.groups.push_back(reader.text());
    a.selection.stratified = reader.number<bool>();
    return a;
}

std::vector<std::uint32_t> decode_draws(std::string_view bytes) {
    return reader_of(bytes).list<std::uint32_t>();
}

std::vector<DrawRecord> decode_records(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    std::vector<DrawRecord> records;
    while (!reader.at_end()) {
        DrawRecord record;
        record.draw = reader.number<std::uint32_t>();
        record.parameters = reader.list<double>();
        record.outcomes = reader.list<double>();
        record.half_differences = reader.list<float>();
        record.tally_digest = reader.text();
        records.push_back(std::move(record));
    }
    return records;
}

Error decode_failure(std::string_view bytes) {
    ByteReader reader = reader_of(bytes);
    const auto code = reader.number<ExitCode>();
    return {code, reader.text()};
}

}  // namespace ibtr::psa
