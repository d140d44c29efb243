#include "mail/delivery_report.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/limits.hpp"
#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

using Fields = std::map<std::string, std::string>;  // names in lower case

std::string printable(std::string_view text) {
    std::string out;
    for (char letter : text.substr(0, limits::smtp_answer_bytes))
        if (letter == '\t' || (letter >= 0x20 && letter < 0x7f)) out.push_back(letter == '\t' ? ' ' : letter);
    auto const first = out.find_first_not_of(' ');
    if (first == out.npos) return {};
    return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

// The blocks of a message/delivery-status: fields as in a header, an empty line between two recipients.
std::vector<Fields> blocks_of(std::string_view text) {
    std::vector<Fields> blocks(1);
    std::string* last = nullptr;
    while (!text.empty() && blocks.size() <= limits::reported_recipients) {
        auto const end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        auto const colon = line.find(':');
        if (line.empty()) {
            if (!blocks.back().empty()) blocks.emplace_back();
            last = nullptr;
        } else if (line.front() == ' ' || line.front() == '\t') {
            if (last && last->size() < limits::smtp_answer_bytes) last->append(line);
        } else if (colon != line.npos) {
            std::string name{line.substr(0, colon)};
            std::ranges::transform(name, name.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
            last = &blocks.back()[std::move(name)];
            *last = line.substr(colon + 1);
        }
    }
    if (blocks.back().empty()) blocks.pop_back();
    return blocks;
}

std::string field(Fields const& fields, std::string const& name) {
    auto const found = fields.find(name);
    return found == fields.end() ? std::string{} : printable(found->second);
}

// "rfc822; li@example.com" without the type.
std::string value_of(Fields const& fields, std::string const& name) {
    auto const value = field(fields, name);
    auto const semicolon = value.find(';');
    return semicolon == value.npos ? value : printable(std::string_view{value}.substr(semicolon + 1));
}

RecipientReport recipient_of(Fields const& fields) {
    auto recipient = value_of(fields, "original-recipient");
    if (recipient.empty()) recipient = value_of(fields, "final-recipient");
    auto action = field(fields, "action");
    std::ranges::transform(action, action.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
    // "5.1.1 (unknown)": a comment may follow.
    auto const status = field(fields, "status");
    return {.recipient = std::move(recipient),
            .action = std::move(action),
            .status = status.substr(0, status.find(' ')),
            .diagnostic = value_of(fields, "diagnostic-code")};
}

std::string bytes_of(GMimeObject* part) {
    Ref<GMimeStream> const stream{g_mime_stream_mem_new()};
    if (GMIME_IS_PART(part)) {
        if (auto* const content = g_mime_part_get_content(GMIME_PART(part)))
            g_mime_data_wrapper_write_to_stream(content, stream.get());
    } else if (GMIME_IS_MESSAGE_PART(part)) {
        if (auto* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
            g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, stream.get());
    }
    auto const* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<char const*>(array->data), array->len};
}

// Of the letter that came back, whole or its header alone.
std::string returned_id(GMimeObject* part) {
    auto const blocks = blocks_of(bytes_of(part));
    if (blocks.empty()) return {};
    auto const id = field(blocks.front(), "message-id");
    return id.size() > 2 && id.front() == '<' && id.back() == '>' ? id.substr(1, id.size() - 2) : id;
}

void read_part(GMimeObject* part, DeliveryReport& report, bool& found) {
    auto* const type = g_mime_object_get_content_type(part);
    if (g_mime_content_type_is_type(type, "message", "delivery-status") ||
        g_mime_content_type_is_type(type, "message", "global-delivery-status")) {
        auto const blocks = blocks_of(bytes_of(part));
        if (blocks.empty()) return;
        found = true;
        report.envelope_id = field(blocks.front(), "original-envelope-id");
        for (auto each = blocks.begin() + 1; each != blocks.end(); ++each) report.recipients.push_back(recipient_of(*each));
    } else if (g_mime_content_type_is_type(type, "message", "rfc822") ||
               g_mime_content_type_is_type(type, "text", "rfc822-headers") ||
               g_mime_content_type_is_type(type, "message", "global-headers")) {
        report.message_id = returned_id(part);
    }
}

std::string addressee(GMimeMessage* message) {
    auto* const list = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO);
    if (!list || internet_address_list_length(list) != 1) return {};
    auto* const address = internet_address_list_get_address(list, 0);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) return {};
    return text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
}

}  // namespace

std::optional<DeliveryReport> read_delivery_report(std::string_view raw) {
    start_gmime();
    if (raw.size() > limits::received_letter_bytes) return std::nullopt;
    Ref<GMimeStream> const stream{g_mime_stream_mem_new_with_buffer(raw.data(), raw.size())};
    Ref<GMimeParser> const parser{g_mime_parser_new_with_stream(stream.get())};
    Ref<GMimeMessage> const message{g_mime_parser_construct_message(parser.get(), nullptr)};
    if (!message) return std::nullopt;
    auto* const top = g_mime_message_get_mime_part(message.get());
    if (!top || !GMIME_IS_MULTIPART(top) ||
        !g_mime_content_type_is_type(g_mime_object_get_content_type(top), "multipart", "report"))
        return std::nullopt;
    DeliveryReport report;
    bool found = false;
    auto* const parts = GMIME_MULTIPART(top);
    auto const count = std::min(g_mime_multipart_get_count(parts), 10);  // a report has three
    for (int i = 0; i < count; ++i) read_part(g_mime_multipart_get_part(parts, i), report, found);
    if (!found) return std::nullopt;
    report.sent_to = addressee(message.get());
    return report;
}

}  // namespace ombud::mail
