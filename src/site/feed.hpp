// Feeds as Atom (RFC 4287), and other XML that programs read.
#pragma once
#include <vector>

#include "site/frame.hpp"

namespace ombud::site {

struct FeedHead {
    std::string title, path, page;
};
struct FeedEntry {
    std::string id;  // an IRI that stays
    std::string title, summary, path;
    Timestamp at;
};

// Newest first is for the caller to see to.
inline constexpr char atom_type[] = "application/atom+xml; charset=utf-8";
std::string atom(Settings const& settings, Words const& words, FeedHead const& head, std::vector<FeedEntry> const& entries);

std::string escaped(std::string_view text);
http::Response file(std::string type, std::string body);

}  // namespace ombud::site
