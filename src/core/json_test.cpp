// What is written as text is what the tree of the same value says, for every kind of member and any bytes in a text.
#include "core/json.hpp"

#include <gmock/gmock.h>

#include "core/random.hpp"

namespace ombud {
namespace {

enum class Colour { red, light_blue };
BOOST_DESCRIBE_ENUM(Colour, red, light_blue)

struct Part {
    std::string name;
    std::optional<std::int64_t> size;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, size))

struct Whole {
    std::string text;
    bool sure{};
    std::int64_t large{};
    std::int32_t small{};
    double ratio{};
    Timestamp at{};
    ConversationId id{};
    Uuid uuid{};
    Colour colour{};
    std::optional<Part> part;
    std::vector<Part> parts;
    std::vector<std::string> names;
    json::value data;
};
BOOST_DESCRIBE_STRUCT(Whole, (), (text, sure, large, small, ratio, at, id, uuid, colour, part, parts, names, data))

Timestamp moment(std::string_view text) {
    return *from_rfc3339(text);
}

TEST(JsonText, says_what_the_tree_says) {
    SeededRandom random{7};
    Whole whole{.text = "\"quoted\\\" 余额\n\t\r\x01\x1f\x7f",
                .sure = true,
                .large = std::numeric_limits<std::int64_t>::min(),
                .small = -1,
                .ratio = 0.25,
                .at = moment("2026-02-28T23:59:59.000001Z"),
                .id = {Uuid::make_v7(moment("2026-01-02T03:04:05Z"), random)},
                .uuid = Uuid::make_v7(moment("1970-01-01T00:00:00Z"), random),
                .colour = Colour::light_blue,
                .part = Part{"one", 1},
                .parts = {{"two", std::nullopt}, {"three", 3}},
                .names = {},
                .data = json::value{{"to", "open"}, {"from", nullptr}}};
    EXPECT_EQ(parse_json(to_json_text(whole)), to_json(whole));
    EXPECT_EQ(parse_json(to_json_text(Whole{})), to_json(Whole{}));
}

TEST(JsonText, carries_any_text_whole) {
    SeededRandom random{8};
    for (int i = 0; i < 2000; ++i) {
        std::string text(random.below(40), '\0');
        for (auto& c : text) c = char(1 + random.below(127));
        EXPECT_EQ(from_json<std::string>(parse_json(to_json_text(text))), text);
    }
}

TEST(Time, is_written_and_read_back_to_the_microsecond) {
    for (auto const* text : {"2026-11-24T03:46:06.941418Z", "1969-12-31T23:59:59.999999Z", "2000-02-29T00:00:00.000000Z",
                             "0999-01-01T12:00:00.500000Z"})
        EXPECT_EQ(to_rfc3339(moment(text)), text);
}

}  // namespace
}  // namespace ombud
