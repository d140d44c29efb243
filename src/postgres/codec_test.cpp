#include "postgres/codec.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "postgres/query.hpp"

namespace ombud::postgres {

namespace {

enum class Channel { chat, email };
BOOST_DESCRIBE_ENUM(Channel, chat, email)

template <class T>
std::string written(T const& value) {
    std::string out;
    Text<T>::write(value, out);
    return out;
}

template <class T>
void expect_unparsable(std::initializer_list<std::string_view> texts) {
    for (auto text : texts) EXPECT_THROW(Text<T>::read(text), Unparsable) << text;
}

TEST(Codec, a_time_is_exact_to_the_microsecond) {
    using namespace std::chrono;
    Timestamp const moment = sys_days{year{2026} / 11 / 24} + 9h + 5min + 7s + 120'003us;
    EXPECT_EQ(written(moment), "2026-11-24 09:05:07.120003+00");
    EXPECT_EQ(Text<Timestamp>::read("2026-11-24 09:05:07.120003+00"), moment);
    EXPECT_EQ(Text<Timestamp>::read("2026-11-24 09:05:07.12+00"), moment - 3us);
    EXPECT_EQ(Text<Timestamp>::read("1969-12-31 23:59:59.999999+00").time_since_epoch(), -1us);
    EXPECT_EQ(written(Timestamp{-1us}), "1969-12-31 23:59:59.999999+00");
}

TEST(Codec, a_time_that_the_calendar_cannot_write_is_refused) {
    using namespace std::chrono;
    EXPECT_THROW(written(Timestamp{sys_days{year{10'000} / 1 / 1}}), Problem);
    EXPECT_THROW(written(Timestamp{sys_days{year{0} / 12 / 31}}), Problem);
    EXPECT_THROW(written(Timestamp::max()), Problem);
    expect_unparsable<Timestamp>({"", "infinity", "2026-11-24", "2026-11-24 09:05:07+08", "2026-02-30 00:00:00+00",
                                  "2026-11-24 24:00:00+00", "2026-11-24 09:05:07.+00", "2026-11-24 09:05:07.1234567+00",
                                  "0044-03-15 12:00:00+00 BC", "12026-11-24 09:05:07+00"});
}

TEST(Codec, a_number_is_read_whole_or_not_at_all) {
    EXPECT_EQ(Text<std::int64_t>::read(written(std::numeric_limits<std::int64_t>::min())),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(Text<double>::read(written(0.1)), 0.1);
    EXPECT_EQ(Text<double>::read("Infinity"), std::numeric_limits<double>::infinity());
    expect_unparsable<std::int64_t>({"", "1x", "9223372036854775808", " 1", "1.0"});
    expect_unparsable<std::int16_t>({"32768", "-32769"});
    expect_unparsable<double>({"", "1,5", "x"});
    expect_unparsable<bool>({"", "true", "T", "1"});
}

TEST(Codec, a_text_with_nul_is_refused_and_not_cut) {
    EXPECT_THROW(written(std::string("kept\0lost", 9)), Problem);
    EXPECT_THROW(written(std::vector<std::string>{"fine", std::string("\0", 1)}), Problem);
}

TEST(Codec, an_enumeration_is_its_name) {
    EXPECT_EQ(written(Channel::email), "email");
    EXPECT_EQ(Text<Channel>::read("chat"), Channel::chat);
    expect_unparsable<Channel>({"", "Chat", "fax"});
    EXPECT_THROW(written(Channel(7)), std::logic_error);
}

TEST(Codec, bytes_are_hexadecimal) {
    EXPECT_EQ(written(Bytes{std::string("\0\xff\n", 3)}), "\\x00ff0a");
    EXPECT_EQ(Text<Bytes>::read("\\x00FF0a").data, std::string("\0\xff\n", 3));
    EXPECT_EQ(Text<Bytes>::read("\\x").data, "");
    expect_unparsable<Bytes>({"", "00", "\\x0", "\\x0g", "\\000"});
}

TEST(Codec, arrays_quote_what_would_be_misread) {
    std::vector<std::string> const hostile{"", "NULL", "null", "a,b", "{}", "\"", "\\", "\\\"", " padded ", "多\n行", "🙂"};
    EXPECT_EQ(Text<std::vector<std::string>>::read(written(hostile)), hostile);
    std::vector<std::optional<std::string>> const holes{std::nullopt, "NULL", std::nullopt};
    EXPECT_EQ(written(holes), R"({NULL,"NULL",NULL})");
    EXPECT_EQ(Text<std::vector<std::optional<std::string>>>::read(written(holes)), holes);
    EXPECT_EQ(written(std::vector<std::int64_t>{1, -2}), "{1,-2}");
    EXPECT_EQ(written(std::vector<std::string>{}), "{}");
    EXPECT_TRUE(Text<std::vector<bool>>::read("{}").empty());
}

TEST(Codec, anything_but_a_flat_array_is_unparsable) {
    expect_unparsable<std::vector<std::string>>({"", "{", "}", "{a", "a}", "{a}}", "{{a},{b}}", "[2:3]={a,b}", "{,}", "{a,}",
                                                 "{,a}", "{\"a}", "{\"a\\}", "{\"a\"b}", "{a\"b\"}", "{a}{b}", "{NULL}"});
    expect_unparsable<std::vector<std::int64_t>>({"{1,x}", "{\"\"}", "{NULL}"});
}

TEST(Codec, json_that_is_none_is_unparsable) {
    EXPECT_EQ(Text<json::value>::read(R"({"a":[1,null]})"), (json::value{{"a", {1, nullptr}}}));
    expect_unparsable<json::value>({"", "{", "{\"a\":}", "1 2"});
}

}  // namespace

}  // namespace ombud::postgres
