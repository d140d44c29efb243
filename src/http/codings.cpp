#include "http/codings.hpp"

#define nsel_CONFIG_SELECT_EXPECTED nsel_EXPECTED_NONSTD  // RESTinio 0.6 was written for the library's own expected
#include <algorithm>
#include <restinio/helpers/http_field_parsers/accept-encoding.hpp>

namespace ombud::http {

Codings::Codings(std::string_view field) {
    auto parsed = restinio::http_field_parsers::accept_encoding_value_t::try_parse(field);
    if (!parsed) return;
    for (auto& [coding, weight] : parsed->codings) weights_.emplace_back(std::move(coding), weight.as_uint());
}

unsigned Codings::weight(std::string_view coding) const {
    auto const named = [&](std::string_view name) {
        return std::ranges::find(weights_, name, [](auto& each) { return std::string_view{each.first}; });
    };
    auto found = named(coding);
    if (found == weights_.end()) found = named("*");
    return found == weights_.end() ? 0 : found->second;
}

}  // namespace ombud::http
