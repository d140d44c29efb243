#include "postgres/codec.hpp"

#include <array>

#include "core/problem.hpp"

namespace ombud::postgres {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    throw Unparsable{};
}

void write_digits(int value, std::size_t width, std::string& out) {
    out.resize(out.size() + width);
    for (std::size_t i = 0; i < width; ++i, value /= 10) out[out.size() - 1 - i] = char('0' + value % 10);
}

int take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) throw Unparsable{};
    int value = 0;
    for (char c : text.substr(0, width)) {
        if (c < '0' || c > '9') throw Unparsable{};
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return value;
}

void take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) throw Unparsable{};
    text.remove_prefix(1);
}

}  // namespace

void Text<double>::write(double value, std::string& out) {
    char digits[32];
    out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
}

double Text<double>::read(std::string_view text) {
    double value{};
    auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) throw Unparsable{};
    return value;
}

void Text<std::string>::write(std::string const& value, std::string& out) {
    if (value.find('\0') != value.npos) throw Problem{ProblemKind::invalid, "text.nul"};
    out += value;
}

void Text<Timestamp>::write(Timestamp value, std::string& out) {
    using namespace std::chrono;
    static constexpr Timestamp first = sys_days{year{1} / 1 / 1};
    static constexpr Timestamp after = sys_days{year{10'000} / 1 / 1};
    if (value < first || value >= after) throw Problem{ProblemKind::invalid, "time.range"};
    auto day = floor<days>(value);
    year_month_day date{day};
    hh_mm_ss time{value - day};
    write_digits(int(date.year()), 4, out);
    out.push_back('-');
    write_digits(int(unsigned(date.month())), 2, out);
    out.push_back('-');
    write_digits(int(unsigned(date.day())), 2, out);
    out.push_back(' ');
    write_digits(int(time.hours().count()), 2, out);
    out.push_back(':');
    write_digits(int(time.minutes().count()), 2, out);
    out.push_back(':');
    write_digits(int(time.seconds().count()), 2, out);
    out.push_back('.');
    write_digits(int(time.subseconds().count()), 6, out);
    out += "+00";
}

Timestamp Text<Timestamp>::read(std::string_view text) {
    using namespace std::chrono;
    int year_ = take_digits(text, 4);
    take(text, '-');
    int month_ = take_digits(text, 2);
    take(text, '-');
    int day_ = take_digits(text, 2);
    take(text, ' ');
    int hour = take_digits(text, 2);
    take(text, ':');
    int minute = take_digits(text, 2);
    take(text, ':');
    int second = take_digits(text, 2);
    int fraction = 0;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits == 0 || digits > 6) throw Unparsable{};
        fraction = take_digits(text, digits);
        for (auto i = digits; i < 6; ++i) fraction *= 10;
    }
    year_month_day date{year{year_}, month{unsigned(month_)}, day{unsigned(day_)}};
    if (text != "+00" || !date.ok() || hour > 23 || minute > 59 || second > 59) throw Unparsable{};
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + microseconds{fraction};
}

void Text<json::value>::write(json::value const& value, std::string& out) {
    out += json::serialize(value);
}

json::value Text<json::value>::read(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) throw Unparsable{};
    return value;
}

void Text<Bytes>::write(Bytes const& value, std::string& out) {
    static constexpr char digits[] = "0123456789abcdef";
    out.reserve(out.size() + 2 + value.data.size() * 2);
    out += "\\x";
    for (char c : value.data) {
        auto byte = static_cast<unsigned char>(c);
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
}

Bytes Text<Bytes>::read(std::string_view text) {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) throw Unparsable{};
    Bytes bytes;
    bytes.data.reserve(text.size() / 2 - 1);
    for (std::size_t i = 2; i < text.size(); i += 2)
        bytes.data.push_back(static_cast<char>(hex_digit(text[i]) << 4 | hex_digit(text[i + 1])));
    return bytes;
}

void ArrayWriter::quote() {
    out_.push_back('"');
    std::string_view rest = scratch_;
    for (auto at = rest.find_first_of("\"\\"); at != rest.npos; at = rest.find_first_of("\"\\")) {
        out_ += rest.substr(0, at);
        out_.push_back('\\');
        out_.push_back(rest[at]);
        rest.remove_prefix(at + 1);
    }
    out_ += rest;
    out_.push_back('"');
}

ArrayReader::ArrayReader(std::string_view text) : rest_(text) {
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') throw Unparsable{};
    rest_ = text.substr(1);
}

bool ArrayReader::next() {
    if (rest_.front() == '}') {
        if (rest_.size() != 1) throw Unparsable{};
        return false;
    }
    if (!first_) {
        take(rest_, ',');
    }
    first_ = false;
    if (rest_.front() == '"')
        take_quoted();
    else
        take_bare();
    return true;
}

void ArrayReader::take_quoted() {
    null_ = false;
    rest_.remove_prefix(1);
    auto stop = rest_.find_first_of("\"\\");
    if (stop == rest_.npos) throw Unparsable{};
    if (rest_[stop] == '"') {  // nothing to undo: no copy
        item_ = rest_.substr(0, stop);
        rest_.remove_prefix(stop + 1);
    } else {
        unescaped_.clear();
        while (rest_[stop] == '\\') {
            if (stop + 1 == rest_.size()) throw Unparsable{};
            unescaped_ += rest_.substr(0, stop);
            unescaped_.push_back(rest_[stop + 1]);
            rest_.remove_prefix(stop + 2);
            stop = rest_.find_first_of("\"\\");
            if (stop == rest_.npos) throw Unparsable{};
        }
        unescaped_ += rest_.substr(0, stop);
        rest_.remove_prefix(stop + 1);
        item_ = unescaped_;
    }
    if (rest_.empty()) throw Unparsable{};
}

void ArrayReader::take_bare() {
    auto stop = rest_.find_first_of(",}");
    if (stop == 0 || stop == rest_.npos) throw Unparsable{};
    item_ = rest_.substr(0, stop);
    rest_.remove_prefix(stop);
    if (item_.find_first_of("{\"\\") != item_.npos) throw Unparsable{};
    null_ = item_ == "NULL";
}

}  // namespace ombud::postgres
