#include <type_traits>

#include "base/digest.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {
namespace {

template <class Record>
void add_records(Digest& digest, const std::vector<Record>& records) {
    static_assert(std::has_unique_object_representations_v<Record>, "padding must not be hashed");
    digest.word64(records.size());
    digest.bytes(records.data(), records.size() * sizeof(Record));
}

}  // namespace

std::string tables_digest(const Tables& tables) {
    static_assert(std::has_unique_object_representations_v<core::TablesHeader>, "padding must not be hashed");
    Digest digest;
    digest.text("ibtr tables 1");
    digest.bytes(&tables.header, sizeof tables.header);
    add_records(digest, tables.states);
    add_records(digest, tables.exits);
    add_records(digest, tables.nodes);
    digest.words(tables.edge_to);
    add_records(digest, tables.exit_tables);
    add_records(digest, tables.age_tables);
    digest.words(tables.inverse_multipliers);
    digest.words(tables.pool);
    digest.words(tables.age_origin_years);
    return digest.hex();
}

}  // namespace ibtr
