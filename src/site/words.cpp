#include "site/words.hpp"

#include <stdexcept>
#include <unicode/datefmt.h>
#include <unicode/msgfmt.h>

#include "embedded/site_messages.hpp"

namespace ombud::site {

namespace {

icu::Locale locale_of(std::string_view language) {
    return language == "en" ? icu::Locale("en") : icu::Locale("zh", "CN");
}

std::string_view bytes_of(std::string_view language) {
    for (auto const& file : embedded::site_messages())
        if (file.name == std::string(language) + ".json") return file.bytes;
    throw std::logic_error("no messages in this language");
}

std::string utf8(icu::UnicodeString const& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

}  // namespace

std::string_view other_language(std::string_view language) {
    return language == "en" ? "zh-CN" : "en";
}

mustache::data as_data(json::value const& value) {
    switch (value.kind()) {
        case json::kind::object: {
            mustache::data out{mustache::data::type::object};
            for (auto const& field : value.get_object()) {
                std::string const name{field.key()};
                out.set(name, as_data(field.value()));
                // A section over a list repeats itself; what stands once around it asks this.
                if (auto const* list = field.value().if_array()) out.set("has_" + name, mustache::data{!list->empty()});
            }
            return out;
        }
        case json::kind::array: {
            mustache::data out{mustache::data::type::list};
            for (auto const& item : value.get_array()) out.push_back(as_data(item));
            return out;
        }
        case json::kind::bool_:
            return mustache::data{value.get_bool() ? mustache::data::type::bool_true : mustache::data::type::bool_false};
        case json::kind::string:
            return mustache::data{std::string(value.get_string())};
        case json::kind::null:
            return mustache::data{mustache::data::type::bool_false};  // what is absent is false
        default:
            throw std::logic_error("numbers come to templates as finished text");
    }
}

Words const& Words::of(std::string_view language) {
    static Words const en{"en", parse_json(bytes_of("en"))};
    static Words const chinese{"zh-CN", parse_json(bytes_of("zh-CN"))};
    if (language == "en") return en;
    if (language == "zh-CN") return chinese;
    throw std::logic_error("no such language");
}

Words::Words(std::string_view language, json::value const& messages) : language_(language), data_(mustache::data::type::object) {
    collect("", messages);
    data_.set("t", as_data(messages));
    data_.set("lang", language_);
}

void Words::collect(std::string const& place, json::value const& value) {
    if (value.is_string()) texts_.emplace(place, std::string(value.get_string()));
    if (!value.is_object()) return;
    for (auto const& field : value.get_object())
        collect(place.empty() ? std::string(field.key()) : place + "." + std::string(field.key()), field.value());
}

std::string const* Words::find(std::string_view place) const {
    auto const found = texts_.find(place);
    return found == texts_.end() ? nullptr : &found->second;
}

std::string const& Words::text(std::string_view place) const {
    auto const* found = find(place);
    if (!found) throw std::logic_error("no such message: " + std::string(place));
    return *found;
}

std::string Words::fill(std::string const& name, Values const& values) const {
    UErrorCode status = U_ZERO_ERROR;
    auto const pattern = icu::UnicodeString::fromUTF8(text("with_values." + name));
    icu::MessageFormat const format{pattern, locale_of(language_), status};
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> filled;
    for (auto const& [key, value] : values) {
        names.push_back(icu::UnicodeString::fromUTF8(key));
        if (auto const* number = std::get_if<std::int64_t>(&value))
            filled.emplace_back(*number);
        else
            filled.emplace_back(icu::UnicodeString::fromUTF8(std::get<std::string>(value)));
    }
    icu::UnicodeString out;
    format.format(names.data(), filled.data(), std::int32_t(names.size()), out, status);
    if (U_FAILURE(status)) throw std::logic_error("a message that cannot be filled: " + name);
    return utf8(out);
}

namespace {

std::string formatted(Timestamp when, char const* skeleton, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::DateFormat> const format{
        icu::DateFormat::createInstanceForSkeleton(skeleton, locale_of(language), status)};
    if (U_FAILURE(status) || !format) throw std::logic_error("no format for dates");
    format->setTimeZone(*icu::TimeZone::getGMT());
    icu::UnicodeString out;
    format->format(std::chrono::duration<double, std::milli>(when.time_since_epoch()).count(), out);
    return utf8(out);
}

}  // namespace

std::string Words::date(Timestamp when) const {
    return formatted(when, "yMMMMd", language_);
}

std::string Words::exact(Timestamp when) const {
    return formatted(when, "yMMMMdHHmm", language_) + " UTC";
}

}  // namespace ombud::site
