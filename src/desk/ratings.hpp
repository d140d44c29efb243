// How its customer found that a conversation went: what they send.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

namespace ombud::desk {

struct Rate {
    std::string client_id;
    std::int64_t score;  // 1 to 5
    std::optional<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (client_id, score, words))

}  // namespace ombud::desk
