#include "mail/received.hpp"

#include <cstring>
#include <strings.h>

#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

constexpr int mailboxes_read = 50, parts_read = 100, headers_read = 500, depth_read = 20;
// GMime walks nested parts by recursion: what nests deeper than any letter is not given to it.
constexpr std::size_t multiparts_read = 200;

// Both are used for their text: a header may hold any bytes.
std::string utf8_or_empty(char const* text) {
    if (!text) return {};
    Text const valid{g_utf8_make_valid(text, -1)};
    return valid.get();
}

void add_mailboxes(InternetAddressList* list, std::vector<Mailbox>& out, int depth = 0) {
    if (!list || depth > 1) return;  // a group holds no groups
    auto const count = std::min(internet_address_list_length(list), mailboxes_read);
    for (int i = 0; i < count && out.size() < std::size_t(mailboxes_read); ++i) {
        auto* const each = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(each)) {
            add_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)), out, depth + 1);
        } else if (INTERNET_ADDRESS_IS_MAILBOX(each)) {
            auto* const mailbox = INTERNET_ADDRESS_MAILBOX(each);
            out.push_back(
                {utf8_or_empty(internet_address_get_name(each)), utf8_or_empty(internet_address_mailbox_get_addr(mailbox))});
        }
    }
}

std::vector<Mailbox> mailboxes(GMimeMessage* message, GMimeAddressType which) {
    std::vector<Mailbox> out;
    add_mailboxes(g_mime_message_get_addresses(message, which), out);
    return out;
}

void read_headers(GMimeMessage* message, Received& out) {
    auto* const list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    auto const count = std::min(g_mime_header_list_get_count(list), headers_read);
    for (int i = 0; i < count; ++i) {
        auto* const header = g_mime_header_list_get_header_at(list, i);
        auto const* const name = g_mime_header_get_name(header);
        if (strcasecmp(name, "Authentication-Results") == 0)
            out.authentication_results.push_back(utf8_or_empty(g_mime_header_get_raw_value(header)));
        if (strcasecmp(name, "Return-Path") == 0 && out.return_path.empty()) {
            auto path = utf8_or_empty(g_mime_header_get_value(header));
            std::erase_if(path, [](char c) { return c == '<' || c == '>' || c == ' '; });
            out.return_path = std::move(path);
        }
    }
}

bool is_file(GMimeObject* part) {
    auto const* const disposition = g_mime_object_get_disposition(part);
    return disposition && strcasecmp(disposition, "inline") != 0;
}

// Words that every program reads alike: nothing behind a NUL, no spelling in which "<" is written otherwise.
bool is_plain(GMimePart* part) {
    auto const* const charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    if (charset && strcasecmp(charset, "utf-8") != 0 && strcasecmp(charset, "us-ascii") != 0) return false;
    auto* const content = g_mime_part_get_content(part);
    if (!content) return true;
    Ref<GMimeStream> const decoded{g_mime_stream_mem_new()};
    g_mime_data_wrapper_write_to_stream(content, decoded.get());
    auto const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(decoded.get()));
    return bytes->len == 0 || !std::memchr(bytes->data, 0, bytes->len);
}

// Parts in their order, without recursion.
void read_words(GMimeObject* top, Received& out) {
    struct Place {
        GMimeObject* part;
        int depth;
    };
    std::vector<Place> left{{top, 0}};
    for (int read = 0; !left.empty() && read < parts_read; ++read) {
        auto const [part, depth] = left.back();
        left.pop_back();
        if (!part) continue;
        if (depth > depth_read) {
            out.whole = false;
        } else if (GMIME_IS_MULTIPART(part)) {
            auto const count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
            if (count > parts_read) out.whole = false;
            for (int i = std::min(count, parts_read); i-- > 0;)
                left.push_back({g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1});
        } else if (GMIME_IS_MESSAGE_PART(part)) {
            out.whole = false;
            if (auto* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
                left.push_back({g_mime_message_get_mime_part(inner), depth + 1});
        } else if (GMIME_IS_TEXT_PART(part)) {
            Text const words{g_mime_text_part_get_text(GMIME_TEXT_PART(part))};
            auto* const type = g_mime_object_get_content_type(part);
            bool const html = g_mime_content_type_is_type(type, "text", "html");
            (html ? out.htmls : out.texts).push_back(utf8_or_empty(words.get()));
            bool const shown = html || g_mime_content_type_is_type(type, "text", "plain");
            if (!shown || is_file(part) || !is_plain(GMIME_PART(part))) out.whole = false;
        } else {
            out.whole = false;
        }
    }
    if (!left.empty()) out.whole = false;
}

// How often a part that may hold others begins: more than this and the nesting is an attack.
bool nests_sanely(std::string_view raw) {
    std::size_t found = 0;
    for (std::size_t at = 0; at + 9 < raw.size(); ++at)
        if ((raw[at] | 0x20) == 'm' &&
            (strncasecmp(&raw[at], "multipart", 9) == 0 || strncasecmp(&raw[at], "message/", 8) == 0) &&
            ++found > multiparts_read)
            return false;
    return true;
}

}  // namespace

std::optional<Received> read_received(std::string_view raw) {
    start_gmime();
    if (!nests_sanely(raw)) return std::nullopt;
    Ref<GMimeStream> const stream{g_mime_stream_mem_new_with_buffer(raw.data(), raw.size())};
    Ref<GMimeParser> const parser{g_mime_parser_new_with_stream(stream.get())};
    Ref<GMimeMessage> const message{g_mime_parser_construct_message(parser.get(), nullptr)};
    if (!message) return std::nullopt;
    Received out;
    out.from = mailboxes(message.get(), GMIME_ADDRESS_TYPE_FROM);
    out.reply_to = mailboxes(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO);
    out.to = mailboxes(message.get(), GMIME_ADDRESS_TYPE_TO);
    out.subject = utf8_or_empty(g_mime_message_get_subject(message.get()));
    if (out.from.empty() && out.to.empty() && out.subject.empty()) return std::nullopt;
    read_headers(message.get(), out);
    read_words(g_mime_message_get_mime_part(message.get()), out);
    return out;
}

}  // namespace ombud::mail
