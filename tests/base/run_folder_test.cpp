#include "base/run_folder.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/files.hpp"
#include "ibtr/error.hpp"
#include "scratch_folder.hpp"

namespace ibtr::test {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const FolderFiles two_commands{{"curves.csv", "summary.json"}, {"curves.csv", "summary.json", "contrasts.csv"}};

class RunFolderTest : public ScratchFolderTest {};

/// Lets no file of this process grow beyond a size, as a full disk would.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(RunFolderTest, WritesWholeFilesAndNothingElse) {
    const RunFolder folder(scratch_ / "a" / "b", "x", ExistingFiles::refuse);
    const std::string content(3'000'000, 'x');
    folder.write("curves.csv", content);
    folder.write("curves.csv", content + "y");  // again: replaced
    folder.write("empty", "");
    EXPECT_EQ(read_file(folder.path() / "curves.csv"), content + "y");
    EXPECT_EQ(read_file(folder.path() / "empty"), "");
    EXPECT_EQ(names_in(folder.path()), (Names{"curves.csv", "empty"}));
}

TEST_F(RunFolderTest, ANonEmptyFolderIsRefusedUnlessReplaced) {
    std::ofstream(scratch_ / "contrasts.csv") << "of an old run";
    std::ofstream(scratch_ / "notes.txt") << "the user's own";
    EXPECT_THROW(RunFolder(scratch_, "x", ExistingFiles::refuse), UsageError);
    EXPECT_EQ(names_in(scratch_), (Names{"contrasts.csv", "notes.txt"}));
    const RunFolder folder(scratch_, "x", ExistingFiles::replace, two_commands);
    EXPECT_EQ(names_in(scratch_), (Names{"contrasts.csv", "notes.txt"}));  // until there is something to replace it
    folder.discard_old_run();
    EXPECT_EQ(names_in(scratch_), (Names{"notes.txt"}));  // no old result beside a new one
}

// A manifest stands beside its own files only: where the run fails before it has written all anew, there is none.
TEST_F(RunFolderTest, ARunThatGoesOnDiscardsItsManifestAlone) {
    std::ofstream(scratch_ / "contrasts.csv") << "of the same run";
    std::ofstream(scratch_ / "manifest.json") << "of fewer draws";
    RunFolder(scratch_, "x", ExistingFiles::keep, two_commands).discard_old_run();
    EXPECT_EQ(names_in(scratch_), (Names{"contrasts.csv"}));
}

TEST_F(RunFolderTest, AFileThatTheCommandDoesNotDeclareIsNotWritten) {
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse, two_commands);
    folder.write("curves.csv", "declared");
    EXPECT_THROW(folder.write("contrasts.csv", "of another command"), std::logic_error);
    EXPECT_EQ(names_in(scratch_), (Names{"curves.csv"}));
}

TEST_F(RunFolderTest, AFolderThatStayedEmptyIsRemovedAgain) {
    { const PendingFolder folder(scratch_ / "failed", "x", ExistingFiles::refuse, two_commands); }
    EXPECT_EQ(names_in(scratch_), (Names{}));
    PendingFolder(scratch_ / "written", "x", ExistingFiles::refuse, two_commands)->write("curves.csv", "text");
    EXPECT_EQ(names_in(scratch_), (Names{"written"}));
}

TEST_F(RunFolderTest, AFullDiskLeavesNothingBehindAndKeepsTheOldFile) {
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse);
    folder.write("summary.json", "old");
    {
        const FileSizeLimit limit(100'000);
        EXPECT_THROW(folder.write("curves.csv", std::string(200'000, 'x')), StorageError);
        EXPECT_THROW(folder.write("summary.json", std::string(200'000, 'x')), StorageError);
    }
    EXPECT_EQ(names_in(scratch_), (Names{"summary.json"}));
    EXPECT_EQ(read_file(scratch_ / "summary.json"), "old");
}

TEST_F(RunFolderTest, ATargetThatCannotBeReplacedIsAStorageError) {
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse);
    fs::create_directories(scratch_ / "curves.csv" / "inside");
    EXPECT_THROW(folder.write("curves.csv", "text"), StorageError);
    EXPECT_EQ(names_in(scratch_), (Names{"curves.csv"}));
}

TEST_F(RunFolderTest, AFolderThatCannotBeMadeIsAStorageError) {
    std::ofstream(scratch_ / "file") << "not a folder";
    EXPECT_THROW(RunFolder(scratch_ / "file", "x", ExistingFiles::replace), StorageError);
    EXPECT_THROW(RunFolder(scratch_ / "file" / "below", "x", ExistingFiles::replace), StorageError);
    EXPECT_THROW(RunFolder(fs::path("/proc/no-such-folder"), "x", ExistingFiles::replace), StorageError);
}

TEST_F(RunFolderTest, AnUnwritableFolderIsAStorageErrorThatNamesTheFile) {
    const RunFolder folder(scratch_ / "run", "x", ExistingFiles::refuse);
    fs::remove(folder.path());  // also for a superuser, whom permissions do not stop
    try {
        folder.write("curves.csv", "text");
        FAIL() << "nothing thrown";
    } catch (const StorageError& error) {
        EXPECT_NE(std::string(error.what()).find("curves.csv"), std::string::npos);
        EXPECT_EQ(error.code(), ExitCode::storage);
    }
}

TEST_F(RunFolderTest, DefaultFoldersOfTheSameSecondAreDistinct) {
    const fs::path before = fs::current_path();
    fs::current_path(scratch_);
    const RunFolder first(std::nullopt, "example", ExistingFiles::refuse),
        second(std::nullopt, "example", ExistingFiles::refuse);
    EXPECT_NE(first.path(), second.path());
    EXPECT_EQ(first.path().parent_path(), fs::path("results") / "example");
    EXPECT_TRUE(fs::is_directory(first.path()) && fs::is_directory(second.path()));
    fs::current_path(before);
}

TEST_F(RunFolderTest, IsHeldByOneProcess) {
    const fs::path path = scratch_ / "run";
    const auto refusal = [&](ExistingFiles existing) -> std::string {
        try {
            const RunFolder second(path, "x", existing);
        } catch (const StorageError& error) {
            return error.what();
        }
        return "no error";
    };
    {
        const RunFolder first(path, "x", ExistingFiles::refuse);
        first.write("curves.csv", "of the first");
        for (const ExistingFiles existing : {ExistingFiles::refuse, ExistingFiles::keep, ExistingFiles::replace})
            EXPECT_NE(refusal(existing).find("run: another process is using it (process " + std::to_string(getpid())),
                      std::string::npos)
                << refusal(existing);
        EXPECT_EQ(names_in(path), (Names{"curves.csv"}));
    }
    EXPECT_EQ(refusal(ExistingFiles::keep), "no error");
}

TEST_F(RunFolderTest, AKilledHolderLeavesNothingInTheWay) {
    const fs::path path = scratch_ / "run";
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const RunFolder held(path, "x", ExistingFiles::refuse);
        if (::write(ready[1], "x", 1) != 1) ::_exit(1);
        ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_THROW(RunFolder(path, "x", ExistingFiles::replace), StorageError);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (const int end : ready) ::close(end);
    EXPECT_NO_THROW(RunFolder(path, "x", ExistingFiles::refuse));
    EXPECT_EQ(names_in(path), (Names{}));
}

TEST_F(RunFolderTest, AFileWrittenPieceByPieceIsWholeOrAbsent) {
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse, two_commands);
    folder.write("curves.csv", "old");
    {
        const std::unique_ptr<WholeFile> abandoned = folder.begin("curves.csv");
        abandoned->append("new");
    }
    EXPECT_EQ(names_in(scratch_), (Names{"curves.csv"}));
    EXPECT_EQ(read_file(scratch_ / "curves.csv"), "old");
    const std::unique_ptr<WholeFile> file = folder.begin("curves.csv");
    for (const char* piece : {"a", "", "bc"}) file->append(piece);
    EXPECT_EQ(read_file(scratch_ / "curves.csv"), "old");
    file->publish();
    EXPECT_EQ(read_file(scratch_ / "curves.csv"), "abc");
    EXPECT_EQ(names_in(scratch_), (Names{"curves.csv"}));
    EXPECT_THROW(static_cast<void>(folder.begin("contrasts.csv")), std::logic_error);  // of another command
}

// A file system whose locks hold for one machine: another process writes the same names.
TEST_F(RunFolderTest, AFileThatAnotherHasReplacedIsNoticed) {
    for (const bool removed : {false, true}) {
        const fs::path path = scratch_ / (removed ? "removed" : "replaced");
        const RunFolder folder(path, "x", ExistingFiles::refuse);
        folder.write("curves.csv", "of this run");
        folder.write("curves.csv", "of this run, longer");
        fs::remove(path / "curves.csv");
        if (!removed) std::ofstream(path / "curves.csv") << "of another run";
        try {
            folder.write("manifest.json", "text");
            FAIL() << "nothing thrown";
        } catch (const StorageError& error) {
            EXPECT_NE(std::string(error.what()).find("curves.csv: deleted or changed"), std::string::npos)
                << error.what();
        }
        EXPECT_FALSE(fs::exists(path / "manifest.json"));
    }
}

TEST_F(RunFolderTest, AFolderThatIsMovedIsNoticed) {
    const RunFolder folder(scratch_ / "run", "x", ExistingFiles::refuse);
    fs::rename(scratch_ / "run", scratch_ / "moved");
    fs::create_directory(scratch_ / "run");
    EXPECT_THROW(folder.write("curves.csv", "text"), StorageError);
    EXPECT_EQ(names_in(scratch_ / "run"), (Names{}));
}

TEST_F(RunFolderTest, WhatAKilledProcessHasLeftUnpublishedIsRemoved) {
    for (const char* name : {".curves.csv.123.tmp", ".notes.txt.123.tmp", "curves.csv"})
        std::ofstream(scratch_ / name) << "x";
    const RunFolder folder(scratch_, "x", ExistingFiles::replace, two_commands);
    EXPECT_EQ(names_in(scratch_), (Names{".notes.txt.123.tmp", "curves.csv"}));
}

TEST_F(RunFolderTest, ReadingWhatIsNotThereIsAStorageError) {
    EXPECT_THROW(read_file(scratch_ / "missing"), StorageError);
    EXPECT_THROW(read_file(scratch_), StorageError);
    ASSERT_EQ(::mkfifo((scratch_ / "pipe").c_str(), 0600), 0);
    EXPECT_THROW(read_file(scratch_ / "pipe"), StorageError);
    std::ofstream(scratch_ / "endless") << "x";
    fs::resize_file(scratch_ / "endless", std::uintmax_t{1} << 40);
    EXPECT_THROW(read_file(scratch_ / "endless"), StorageError);
}

}  // namespace
}  // namespace ibtr::test
