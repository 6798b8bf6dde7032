#include "psa/message_bytes.hpp"

#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace ibtr::psa {
namespace {

class Writer {
public:
    template <class Number>
    Writer& number(Number value) {
        static_assert(std::is_trivially_copyable_v<Number>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    template <class Number>
    Writer& numbers(const std::vector<Number>& values) {
        number(std::uint64_t{values.size()});
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number));
        return *this;
    }
    Writer& text(std::string_view value) {
        number(std::uint64_t{value.size()});
        bytes_ += value;
        return *this;
    }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    Number number() {
        Number value;
        std::memcpy(&value, next(sizeof value).data(), sizeof value);
        return value;
    }
    template <class Number>
    std::vector<Number> numbers() {
        const std::string_view source = next(sizeof(Number) * number<std::uint64_t>());
        std::vector<Number> values(source.size() / sizeof(Number));
        if (!values.empty()) std::memcpy(values.data(), source.data(), source.size());
        return values;
    }
    std::string text() { return std::string(next(number<std::uint64_t>())); }
    [[nodiscard]] bool at_end() const { return bytes_.empty(); }

private:
    std::string_view next(std::uint64_t size) {
        if (size > bytes_.size()) throw std::runtime_error("a message between processes ends early");
        const std::string_view result = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return result;
    }
    std::string_view bytes_;
};

}  // namespace

std::string encode(const Analysis& a) {
    Writer writer;
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
    return Writer().numbers(draws).take();
}

std::string encode(const std::vector<DrawRecord>& records) {
    Writer writer;
    for (const DrawRecord& record : records)
        writer.number(record.draw)
            .numbers(record.parameters)
            .numbers(record.outcomes)
            .numbers(record.half_differences)
            .text(record.tally_digest);
    return writer.take();
}

std::string encode(ExitCode code, std::string_view message) {
    return Writer().number(code).text(message).take();
}

Analysis decode_analysis(std::string_view bytes) {
    Reader reader(bytes);
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
    return Reader(bytes).numbers<std::uint32_t>();
}

std::vector<DrawRecord> decode_records(std::string_view bytes) {
    Reader reader(bytes);
    std::vector<DrawRecord> records;
    while (!reader.at_end()) {
        DrawRecord record;
        record.draw = reader.number<std::uint32_t>();
        record.parameters = reader.numbers<double>();
        record.outcomes = reader.numbers<double>();
        record.half_differences = reader.numbers<float>();
        record.tally_digest = reader.text();
        records.push_back(std::move(record));
    }
    return records;
}

Error decode_failure(std::string_view bytes) {
    Reader reader(bytes);
    const auto code = reader.number<ExitCode>();
    return {code, reader.text()};
}

}  // namespace ibtr::psa
