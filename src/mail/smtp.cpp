#include "mail/smtp.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/limits.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "mail/compose.hpp"
#include "mail/curl.hpp"

namespace ombud::mail {

namespace {

// The conversation as far as it matters: what we asked last, what was answered to it.
struct Conversation {
    std::string_view rest;  // of the letter
    enum class Step { greeting, sender, recipient, letter } step = Step::greeting;
    std::string answer;  // the last line
    std::atomic<bool> const& stopping;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
    auto& rest = static_cast<Conversation*>(from)->rest;
    auto const given = std::min(size * count, rest.size());
    std::memcpy(to, rest.data(), given);
    rest.remove_prefix(given);
    return given;
}

int listen(CURL*, curl_infotype kind, char* data, std::size_t size, void* to) {
    using Step = Conversation::Step;
    auto& conversation = *static_cast<Conversation*>(to);
    std::string_view const line{data, size};
    if (kind == CURLINFO_HEADER_OUT) {
        if (line.starts_with("MAIL FROM")) conversation.step = Step::sender;
        if (line.starts_with("RCPT TO")) conversation.step = Step::recipient;
        if (line.starts_with("DATA")) conversation.step = Step::letter;
    } else if (kind == CURLINFO_HEADER_IN && !line.starts_with("221")) {
        conversation.answer = line;
    }
    return 0;
}

int may_go_on(void* to, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Conversation*>(to)->stopping ? 1 : 0;
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

// "5.1.1" at the beginning, else nothing.
std::string_view enhanced_code(std::string_view text) {
    auto const end = std::min(text.find_first_not_of("0123456789."), text.size());
    auto const code = text.substr(0, end);
    bool const well = code.size() >= 5 && code.size() <= 9 && std::ranges::count(code, '.') == 2 && code[1] == '.' &&
                      is_digit(code.front()) && is_digit(code.back());
    return well ? code : std::string_view{};
}

Reply read_answer(std::string_view line) {
    Reply reply;
    if (line.size() >= 3 && std::ranges::all_of(line.substr(0, 3), is_digit))
        std::from_chars(line.data(), line.data() + 3, reply.code);
    line.remove_prefix(std::min<std::size_t>(reply.code ? 4 : 0, line.size()));
    reply.enhanced = enhanced_code(line);
    line.remove_prefix(reply.enhanced.size());
    for (char letter : line.substr(0, limits::smtp_answer_bytes))
        if (letter >= 0x20 && letter < 0x7f && (letter != ' ' || !reply.text.empty())) reply.text.push_back(letter);
    return reply;
}

Reply judge(CURLcode outcome, Conversation const& conversation) {
    using Step = Conversation::Step;
    auto reply = read_answer(conversation.answer);
    if (outcome == CURLE_OK) {
        reply.outcome = Outcome::accepted;
        return reply;
    }
    // Who refuses our name, password or sender says nothing about the recipient: that is for us to mend.
    bool const about_the_letter = conversation.step == Step::recipient || conversation.step == Step::letter;
    reply.outcome = about_the_letter && reply.code >= 500 ? Outcome::refused : Outcome::deferred;
    if (reply.code < 400) reply = {.outcome = Outcome::deferred, .code = 0, .enhanced = {}, .text = curl_easy_strerror(outcome)};
    return reply;
}

}  // namespace

std::string Reply::line() const {
    auto out = code ? std::to_string(code) : std::string{};
    for (auto const& more : {enhanced, text})
        if (!more.empty()) out += (out.empty() ? "" : " ") + more;
    return out;
}

bool says_address_is_dead(std::string_view enhanced, int code) {
    if (enhanced.empty()) return code == 550 || code == 551 || code == 553;
    return enhanced == "5.1.1" || enhanced == "5.1.2" || enhanced == "5.1.3" || enhanced == "5.1.6" || enhanced == "5.1.10" ||
           enhanced == "5.2.1";
}

SmtpClient::SmtpClient(SmtpSettings settings, std::string const& greeting)
    : settings_(std::move(settings)), pool_(limits::letters_at_once) {
    start_curl();
    in_clear_ = speaks_in_clear(settings_.url, "smtp", settings_.authorities);
    url_ = settings_.url + (settings_.url.ends_with('/') ? "" : "/") + greeting;
}

SmtpClient::~SmtpClient() {
    stop();
    pool_.join();
}

Reply SmtpClient::perform(std::string const& return_path, std::string const& to, std::string const& message) const {
    CurlHandle const handle{curl_easy_init()};
    CurlList const recipients{curl_slist_append(nullptr, ("<" + to + ">").c_str())};
    if (!handle || !recipients) throw std::bad_alloc{};
    Conversation conversation{.rest = message, .answer = {}, .stopping = stopping_};
    auto const from = "<" + return_path + ">";
    auto const set = [&](auto option, auto value) { curl_easy_setopt(handle.get(), option, value); };
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_CONNECTTIMEOUT_MS, long(std::chrono::milliseconds(limits::smtp_connect_time).count()));
    set(CURLOPT_TIMEOUT_MS, long(std::chrono::milliseconds(limits::smtp_time).count()));
    set(CURLOPT_USE_SSL, long(in_clear_ ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (settings_.authorities) set(CURLOPT_CAINFO, settings_.authorities->c_str());
    if (!settings_.user.empty()) {
        set(CURLOPT_USERNAME, settings_.user.c_str());
        set(CURLOPT_PASSWORD, settings_.password.c_str());
    }
    set(CURLOPT_MAIL_FROM, from.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, curl_off_t(message.size()));
    set(CURLOPT_READFUNCTION, &give);
    set(CURLOPT_READDATA, static_cast<void*>(&conversation));
    set(CURLOPT_VERBOSE, 1L);  // the conversation goes to `listen`, nowhere else
    set(CURLOPT_DEBUGFUNCTION, &listen);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(&conversation));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &may_go_on);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&conversation));
    return judge(curl_easy_perform(handle.get()), conversation);
}

Task<Reply> SmtpClient::send(std::string return_path, std::string to, std::string message) {
    if (!is_address(return_path)) throw Problem{ProblemKind::invalid, "mail.address", "return_path"};
    if (!is_address(to)) throw Problem{ProblemKind::invalid, "mail.address", "to"};
    co_return co_await offload(pool_, [&] { return perform(return_path, to, message); });
}

}  // namespace ombud::mail
