// The templates of the pages, parsed once: a page's own, then the layout around it.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "site/words.hpp"

namespace ombud::site {

class Templates {
public:
    // Throws logic_error for a template that cannot be parsed.
    Templates();

    // `context` as web/site/README.md lays down for the page and for every page; `t` and `lang` come by themselves.
    std::string render(std::string_view page, Words const& words, json::object context);

private:
    std::string fill(mustache::mustache& page, Words const& words, mustache::data const& context);

    std::map<std::string, std::unique_ptr<mustache::mustache>, std::less<>> pages_;
};

}  // namespace ombud::site
