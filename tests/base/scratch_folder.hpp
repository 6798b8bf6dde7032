#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

namespace ibtr::test {

/// A test with a new folder of its own, removed afterwards.
class ScratchFolderTest : public ::testing::Test {
protected:
    ScratchFolderTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ibtr-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        scratch_ = pattern;
    }
    ~ScratchFolderTest() override { std::filesystem::remove_all(scratch_); }

    /// Names in a folder, hidden ones too.
    static std::set<std::string> names_in(const std::filesystem::path& folder) {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
        return names;
    }

    std::filesystem::path scratch_;
};

}  // namespace ibtr::test
