#pragma once

#include <filesystem>
#include <string>

namespace ibtr::explore {

/// Opens an address in the user's browser without showing it to others: arguments of programs can be read by every
/// account of a machine, so the browser is given a file that only this account can read and that leads to the address.
/// The file lies in the home folder, where browsers that are kept from other folders can read it, until this object
/// ends.
class OpenedBrowser {
public:
    explicit OpenedBrowser(const std::string& address);
    ~OpenedBrowser();
    OpenedBrowser(const OpenedBrowser&) = delete;
    OpenedBrowser& operator=(const OpenedBrowser&) = delete;

    /// Whether a browser could be asked to open it: where there is a screen, xdg-open and a home to write to.
    [[nodiscard]] bool is_asked() const { return is_asked_; }

private:
    std::filesystem::path file_;
    bool is_asked_ = false;
};

}  // namespace ibtr::explore
