#include "mail/flowed.hpp"

#include <algorithm>
#include <optional>

namespace ombud::mail {

std::string unflowed(std::string_view text, bool delete_space) {
    std::string out;
    std::optional<std::size_t> flows;  // how deep the line is quoted that goes on
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        at = end + 1;
        auto const depth = std::min(line.find_first_not_of('>'), line.size());
        line.remove_prefix(depth);
        if (line.starts_with(' ')) line.remove_prefix(1);
        bool const signature = line == "-- ";
        if (flows && (*flows != depth || signature)) {
            out.push_back('\n');
            flows.reset();
        }
        if (!flows && depth > 0) out.append(depth, '>').push_back(' ');
        bool const soft = line.ends_with(' ') && !signature;
        if (soft && delete_space) line.remove_suffix(1);
        out += line;
        if (soft)
            flows = depth;
        else
            flows.reset();
        if (!soft && end < text.size()) out.push_back('\n');
    }
    return out;
}

}  // namespace ombud::mail
