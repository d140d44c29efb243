#include "mail/compose.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <chrono>

#include "core/problem.hpp"
#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

bool is_control(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

// GMime would fold or encode a line break away; a letter that carries one was not written by us and is not sent.
void require_header(std::string_view value, char const* field) {
    if (std::ranges::any_of(value, is_control)) throw Problem{ProblemKind::invalid, "mail.header", field};
}

void require_address(std::string_view address, char const* field) {
    if (!is_address(address)) throw Problem{ProblemKind::invalid, "mail.address", field};
}

// As they stand in a header. What came from elsewhere and cannot stand there is left out.
std::vector<std::string> ids_of(std::vector<std::string> const& references) {
    std::vector<std::string> out;
    auto const fits = [](char letter) { return letter > 0x20 && letter < 0x7f && letter != '<' && letter != '>'; };
    for (auto const& id : references)
        if (!id.empty() && id.size() <= 250 && std::ranges::all_of(id, fits)) out.push_back("<" + id + ">");
    return out;
}

Ref<GMimeTextPart> part(char const* subtype, std::string const& text) {
    Ref<GMimeTextPart> part{g_mime_text_part_new_with_subtype(subtype)};
    g_mime_text_part_set_charset(part.get(), "utf-8");
    g_mime_text_part_set_text(part.get(), text.c_str());
    g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return part;
}

Ref<GMimePart> part(FileToSend const& file) {
    auto const slash = file.media_type.find('/');
    bool const typed = slash != file.media_type.npos &&
                       std::ranges::none_of(file.media_type, [](char c) { return is_control(c) || c == ' ' || c == ';'; });
    Ref<GMimePart> part{
        typed ? g_mime_part_new_with_type(file.media_type.substr(0, slash).c_str(), file.media_type.substr(slash + 1).c_str())
              : g_mime_part_new_with_type("application", "octet-stream")};
    Ref<GMimeStream> const bytes{g_mime_stream_mem_new_with_buffer(file.bytes.data(), file.bytes.size())};
    Ref<GMimeDataWrapper> const content{g_mime_data_wrapper_new_with_stream(bytes.get(), GMIME_CONTENT_ENCODING_DEFAULT)};
    g_mime_part_set_content(part.get(), content.get());
    g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part.get(), file.name.c_str());
    return part;
}

}  // namespace

bool is_address(std::string_view text) {
    constexpr std::string_view special = "()<>[]:;,\\\" ";
    auto const at = text.rfind('@');
    return at != text.npos && at > 0 && at + 1 < text.size() && text.size() <= 254 && text.find('@') == at &&
           std::ranges::none_of(text, [&](char letter) { return is_control(letter) || special.contains(letter); });
}

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

Mailbox read_mailbox(std::string_view text) {
    Mailbox out;
    if (auto const open = text.find('<'); open != text.npos && text.ends_with('>')) {
        out.name = text.substr(0, text.substr(0, open).find_last_not_of(' ') + 1);
        text = text.substr(open + 1, text.size() - open - 2);
    }
    out.address = text;
    require_address(out.address, "from");
    require_header(out.name, "from");
    return out;
}

std::string compose(Message const& message) {
    start_gmime();
    require_address(message.from.address, "from");
    require_header(message.from.name, "from");
    require_address(message.to, "to");
    require_header(message.subject, "subject");
    for (auto const& file : message.files) require_header(file.name, "files");
    require_address(message.id, "id");

    Ref<GMimeMessage> const out{g_mime_message_new(TRUE)};
    auto* const raw = out.get();
    auto const* name = message.from.name.empty() ? nullptr : message.from.name.c_str();
    g_mime_message_add_mailbox(raw, GMIME_ADDRESS_TYPE_FROM, name, message.from.address.c_str());
    g_mime_message_add_mailbox(raw, GMIME_ADDRESS_TYPE_TO, nullptr, message.to.c_str());
    g_mime_message_set_subject(raw, message.subject.c_str(), "UTF-8");
    g_mime_message_set_message_id(raw, message.id.c_str());
    auto* const date =
        g_date_time_new_from_unix_utc(std::chrono::floor<std::chrono::seconds>(message.date).time_since_epoch().count());
    g_mime_message_set_date(raw, date);
    g_date_time_unref(date);
    auto const domain = std::string(domain_of(message.from.address));
    auto const set = [&](char const* name, std::string const& value) {
        g_mime_object_set_header(GMIME_OBJECT(raw), name, value.c_str(), nullptr);
    };
    set("X-Ombud-Loop", domain);
    if (message.sender == Sender::program) set("List-Id", "<letters." + domain + ">");
    if (message.sender == Sender::program) set("Auto-Submitted", "auto-generated");
    if (message.sender == Sender::answering_program) set("Auto-Submitted", "auto-replied");
    if (!message.reply_to.empty()) {
        require_address(message.reply_to, "reply_to");
        g_mime_message_add_mailbox(raw, GMIME_ADDRESS_TYPE_REPLY_TO, name, message.reply_to.c_str());
    }
    if (!message.stop_url.empty()) {
        require_header(message.stop_url, "stop_url");
        // GMime would break an address that is longer than a line.
        set("List-Unsubscribe", "");
        g_mime_header_set_raw_value(
            g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(raw)), "List-Unsubscribe"),
            (" <" + message.stop_url + ">\n").c_str());
        set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    if (auto const ids = ids_of(message.references); !ids.empty()) {
        set("References", boost::join(ids, " "));
        set("In-Reply-To", ids.back());
    }

    Ref<GMimeMultipart> const both{g_mime_multipart_new_with_subtype("alternative")};
    g_mime_multipart_add(both.get(), GMIME_OBJECT(part("plain", message.text).get()));
    g_mime_multipart_add(both.get(), GMIME_OBJECT(part("html", message.html).get()));
    if (message.files.empty()) {
        g_mime_message_set_mime_part(raw, GMIME_OBJECT(both.get()));
    } else {
        Ref<GMimeMultipart> const all{g_mime_multipart_new_with_subtype("mixed")};
        g_mime_multipart_add(all.get(), GMIME_OBJECT(both.get()));
        for (auto const& file : message.files) g_mime_multipart_add(all.get(), GMIME_OBJECT(part(file).get()));
        g_mime_message_set_mime_part(raw, GMIME_OBJECT(all.get()));
    }

    auto* const format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    Text const text{g_mime_object_to_string(GMIME_OBJECT(raw), format)};
    g_mime_format_options_free(format);
    return text_or_empty(text.get());
}

}  // namespace ombud::mail
