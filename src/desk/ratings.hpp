// How its customer found that a conversation went: what they send, and what they said.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace ombud::desk {

struct Rate {
    std::string client_id;
    std::int64_t score;  // 1 to 5
    std::optional<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (client_id, score, words))

// How a conversation ended, in its customer's eyes.
struct Ending {
    struct Given {
        std::int64_t seq, score;
        std::string words;
    };
    bool resolved;
    std::optional<Given> given;  // of the latest resolution, the newest
};

}  // namespace ombud::desk
