// Which codings of an answer its reader takes (RFC 9110, 12.5.3).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ombud::http {

class Codings {
public:
    // Of an Accept-Encoding field; one that cannot be read takes none.
    explicit Codings(std::string_view field);
    // From 0, not at all, to 1000.
    [[nodiscard]] unsigned weight(std::string_view coding) const;

private:
    std::vector<std::pair<std::string, unsigned>> weights_;
};

}  // namespace ombud::http
