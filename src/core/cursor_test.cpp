#include "core/cursor.hpp"

#include <gtest/gtest.h>

namespace ombud {

namespace {

ConversationId const id = ConversationId::parse("01936c5e-1f0a-7b2c-8d3e-4f5061728394").value();
Timestamp const noon = from_rfc3339("2026-11-30T12:00:00.000001Z").value();

template <class... Parts>
std::string refusal(std::string_view text) {
    try {
        read_cursor<Parts...>(text);
        return "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

TEST(Cursor, gives_back_what_it_was_made_of) {
    auto const lowest = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ((read_cursor<Timestamp, ConversationId, std::int64_t>(cursor_of(noon, id, lowest))), std::tuple(noon, id, lowest));
    EXPECT_EQ(read_cursor<ConversationId>(std::optional{cursor_of(id)}), id);
    EXPECT_EQ(read_cursor<ConversationId>(std::nullopt), std::nullopt);
}

TEST(Cursor, nothing_else_is_one) {
    auto const good = cursor_of(noon, id);
    EXPECT_EQ((refusal<Timestamp, ConversationId>(good)), "fine");
    for (auto const& bad :
         {std::string(), std::string("_"), good + "_", "_" + good, good + "0", " " + good, good.substr(1), cursor_of(noon),
          cursor_of(id, noon), cursor_of(noon, id, std::int64_t{1}), "2026-11-30T13:00:00.000001+01:00_" + id.text(),
          "9999-12-31T23:59:60Z_" + id.text(), std::string(100'000, '9'), std::string("\0", 1)})
        EXPECT_EQ((refusal<Timestamp, ConversationId>(bad)), "cursor.invalid") << bad.substr(0, 80);
    for (auto const* bad : {"", "+1", "01", "-0", "1.0", "9223372036854775808", "1 ", "x"})
        EXPECT_EQ((refusal<std::int64_t>(bad)), "cursor.invalid") << bad;
}

}  // namespace

}  // namespace ombud
