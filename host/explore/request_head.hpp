#pragma once

#include <boost/beast/http.hpp>

#include "explore/access.hpp"

namespace ibtr::explore {

/// What a doorkeeper looks at, of a request as it arrived. A header that came twice is both values, which is nothing
/// that is let in.
RequestHead to_head(const boost::beast::http::request_header<>& header);

}  // namespace ibtr::explore
