// Has a store say that it is of so many draws, with the digest of what it then says: what whoever sends a store can do.
//   claim_draws STORE DRAWS

#include <cstdio>
#include <exception>
#include <string>

#include "psa/sqlite.hpp"
#include "psa/store_description.hpp"

int main(int argc, char** argv) {
    using namespace ibtr::psa;
    if (argc != 3) return 2;
    try {
        Database database(argv[1], Database::Mode::open);
        const auto say = [&](const std::string& key, const std::string& value) {
            database.prepare("UPDATE analysis SET value = ? WHERE key = ?").bind(1, value).bind(2, key).run();
        };
        for (const char* key : {"draws", "end_draw"}) say(key, argv[2]);
        say("digest", description_digest(database));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
