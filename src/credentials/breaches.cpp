#include "credentials/breaches.hpp"

#include <openssl/evp.h>
#include <stdexcept>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "embedded/breached.hpp"

namespace ombud::credentials {

namespace {

constexpr std::size_t packaged_bytes = 5;  // of each hash; fewer than one in a million others is taken for one of them
constexpr std::size_t told_digits = 5;     // to the service

using Sha1 = std::array<unsigned char, 20>;

Sha1 sha1(std::string_view text) {
    Sha1 hash;
    if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-1");
    return hash;
}

bool is_listed(std::string_view password) {
    auto const list = embedded::breached().front().bytes;
    auto const hash = sha1(password);
    std::string_view const wanted(reinterpret_cast<char const*>(hash.data()), packaged_bytes);
    std::size_t from = 0, to = list.size() / packaged_bytes;
    while (from < to) {
        auto const middle = from + (to - from) / 2;
        auto const found = list.substr(middle * packaged_bytes, packaged_bytes);
        if (found == wanted) return true;
        (found < wanted ? from : to) = found < wanted ? middle + 1 : middle;
    }
    return false;
}

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return lower;
}

}  // namespace

bool is_in_packaged_list(std::string_view password) {
    return is_listed(password) || is_listed(in_lower_case(password));
}

bool range_holds(std::string_view lines, std::string_view suffix) {
    while (!lines.empty()) {
        auto const end = std::min(lines.find('\n'), lines.size());
        auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (!line.starts_with(suffix) || line.substr(suffix.size(), 1) != ":") continue;
        line.remove_prefix(suffix.size() + 1);
        return std::ranges::any_of(line, [](char c) { return c >= '1' && c <= '9'; });
    }
    return false;
}

BreachRanges::BreachRanges(Clock const& clock, fetch::Client& client, std::string url)
    : clock_(clock), client_(client), url_(std::move(url)) {}

Task<bool> BreachRanges::hold(std::string password) {
    std::string digits;
    for (auto const byte : sha1(password)) digits += fmt::format("{:02X}", byte);
    auto const lines = co_await lines_of(digits.substr(0, told_digits));
    co_return range_holds(lines, std::string_view(digits).substr(told_digits));
}

Task<std::string> BreachRanges::lines_of(std::string digits) {
    auto const now = clock_.now();
    if (auto const known = ranges_.find(digits);
        known != ranges_.end() && now < known->second.fetched_at + limits::breach_range_time)
        co_return known->second.lines;
    std::string failed;
    try {
        auto answer = co_await client_.send({.url = url_ + digits,
                                             .fields = {{"Add-Padding", "true"}},
                                             .timeout = limits::breach_range_patience,
                                             .bytes_at_most = limits::breach_range_bytes});
        if (answer.status == 200) {
            if (ranges_.size() >= limits::breach_ranges_kept) ranges_.erase(ranges_.begin());
            co_return ranges_.insert_or_assign(std::move(digits), Range{now, std::move(answer.body)}).first->second.lines;
        }
        failed = "status " + std::to_string(answer.status);
    } catch (Problem const& problem) {
        failed = problem.code;
    }
    log::warning("breach_ranges.unavailable", {{"error", failed}});
    co_return std::string{};
}

}  // namespace ombud::credentials
