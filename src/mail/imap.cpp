#include "mail/imap.hpp"

#include <algorithm>
#include <array>
#include <glib.h>
#include <limits>
#include <poll.h>
#include <set>
#include <utility>

#include "core/offload.hpp"
#include "core/problem.hpp"
#include "mail/curl.hpp"
#include "mail/imap_wire.hpp"

namespace ombud::mail {

namespace {

using Steady = std::chrono::steady_clock;

constexpr auto refused = "mail.imap_refused", away = "mail.imap_away", declined = "mail.imap_declined",
               renumbered = "mail.imap_renumbered", odd = "mail.imap_odd";

constexpr std::uint64_t most_numbers = std::numeric_limits<Uid>::max();

std::size_t keep_last_line(char* data, std::size_t, std::size_t count, void* to) {
    static_cast<std::string*>(to)->assign(data, std::min(count, limits::imap_line_bytes));
    return count;
}

int may_go_on(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<std::atomic<bool> const*>(stopping) ? 1 : 0;
}

}  // namespace

// One connection, signed in, for a thread that may wait. libcurl connects, with TLS and the ways of signing in; what is asked
// then is ours, for its own FETCH marks letters as read and takes their lines for the server's.
class ImapMailbox::Session {
public:
    enum class Mode { closed, reading, writing };
    struct End {
        bool ok = false;
        std::string words;
    };

    Session(ImapMailbox const& mailbox, std::string secret);
    ~Session() {
        std::string_view const goodbye = "bye LOGOUT\r\n";
        std::size_t sent = 0;
        if (mode_ != Mode::closed) curl_easy_send(handle_.get(), goodbye.data(), goodbye.size(), &sent);
    }
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    Folder open(Mode mode);
    // The folder is open in this way, and its numbers are those we know.
    void be(Mode mode, std::uint32_t uid_validity) {
        if (mode_ != mode && open(mode).uid_validity != uid_validity) fail(renumbered);
    }
    // `hear` is told every answer on the way to the end.
    template <class Hear>
    End ask(std::string const& command, Hear hear, std::size_t literal_bytes, std::size_t text_bytes);
    template <class Hear>
    End ask(std::string const& command, Hear hear) {
        return ask(command, hear, limits::imap_line_bytes, limits::imap_text_bytes);
    }
    void must(std::string const& command) {
        auto const end = ask(command, [](ImapAnswer const&) {});
        if (!end.ok) fail(declined, end.words);
    }
    // The letter with this number; none: there is none.
    std::optional<ImapFetch> letter(Uid uid, std::string const& what, std::size_t literal_bytes = limits::imap_line_bytes);
    // `letter`, for one that was there: none only when it is surely gone.
    std::optional<ImapFetch> letter_or_gone(Uid uid, std::string const& what, std::uint32_t uid_validity,
                                            std::size_t literal_bytes = limits::imap_line_bytes);
    std::vector<Uid> uids_after(Uid last, std::size_t most, Folder const& folder);
    void move(Uid uid, std::string const& to);

    [[noreturn]] void fail(char const* code, std::string_view words = {}) const {
        bool const tells = !secret_.empty() && words.find(secret_) != words.npos;
        throw Problem{ProblemKind::unavailable, code, {}, tells ? std::string{} : printable(words)};
    }

private:
    bool can(std::string_view capability);
    void say(std::string_view words, Steady::time_point end);
    std::string_view hear_more(Steady::time_point end);
    void wait(short events, Steady::time_point end) const;
    void go_on(Steady::time_point end) const {
        if (mailbox_.stopping_) fail(away, "stopped");
        if (Steady::now() > end) fail(away, "no answer in time");
    }

    ImapMailbox const& mailbox_;
    std::string secret_;
    CurlHandle handle_{curl_easy_init()};
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    std::array<char, 16 * limits::kibibyte> bytes_{};
    ImapReader reader_;
    unsigned asked_ = 0;
    Mode mode_ = Mode::closed;
};

ImapMailbox::Session::Session(ImapMailbox const& mailbox, std::string secret) : mailbox_(mailbox), secret_(std::move(secret)) {
    if (!handle_) throw std::bad_alloc{};
    auto const& settings = mailbox.settings_;
    auto const time = long(std::min<std::chrono::milliseconds>(settings.patience, limits::imap_connect_time).count());
    std::string last_line;
    auto const set = [&](auto option, auto value) { curl_easy_setopt(handle_.get(), option, value); };
    set(CURLOPT_URL, settings.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_CONNECTTIMEOUT_MS, time);
    set(CURLOPT_TIMEOUT_MS, time);
    set(CURLOPT_USE_SSL, long(mailbox.in_clear_ ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (settings.authorities) set(CURLOPT_CAINFO, settings.authorities->c_str());
    set(CURLOPT_USERNAME, settings.user.c_str());
    if (settings.access_token) {
        set(CURLOPT_XOAUTH2_BEARER, secret_.c_str());
        set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    } else {
        set(CURLOPT_PASSWORD, secret_.c_str());
    }
    set(CURLOPT_HEADERFUNCTION, &keep_last_line);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&last_line));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &may_go_on);
    set(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<void const*>(&mailbox.stopping_)));
    auto const outcome = curl_easy_perform(handle_.get());
    set(CURLOPT_HEADERDATA, static_cast<void*>(nullptr));
    if (outcome == CURLE_LOGIN_DENIED) {
        bool const later = std::ranges::any_of(std::array{"[UNAVAILABLE]", "[INUSE]", "[LIMIT]"},
                                               [&](auto const* code) { return last_line.find(code) != last_line.npos; });
        fail(later ? away : refused, last_line);
    }
    if (outcome != CURLE_OK) fail(outcome == CURLE_WEIRD_SERVER_REPLY ? odd : away, curl_easy_strerror(outcome));
    curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket_);
}

void ImapMailbox::Session::wait(short events, Steady::time_point end) const {
    end = std::min(end, Steady::now() + mailbox_.settings_.patience);
    for (pollfd on{.fd = socket_, .events = events, .revents = 0}; ::poll(&on, 1, 100) <= 0;) go_on(end);
}

void ImapMailbox::Session::say(std::string_view words, Steady::time_point end) {
    while (!words.empty()) {
        go_on(end);
        std::size_t sent = 0;
        auto const outcome = curl_easy_send(handle_.get(), words.data(), words.size(), &sent);
        if (outcome == CURLE_AGAIN)
            wait(POLLOUT, end);
        else if (outcome != CURLE_OK)
            fail(away, curl_easy_strerror(outcome));
        words.remove_prefix(sent);
    }
}

std::string_view ImapMailbox::Session::hear_more(Steady::time_point end) {
    for (;;) {
        go_on(end);
        std::size_t come = 0;
        auto const outcome = curl_easy_recv(handle_.get(), bytes_.data(), bytes_.size(), &come);
        if (outcome == CURLE_OK && come > 0) return {bytes_.data(), come};
        if (outcome != CURLE_AGAIN) fail(away, outcome == CURLE_OK ? "hung up" : curl_easy_strerror(outcome));
        wait(POLLIN, end);
    }
}

template <class Hear>
ImapMailbox::Session::End ImapMailbox::Session::ask(std::string const& command, Hear hear, std::size_t literal_bytes,
                                                    std::size_t text_bytes) {
    auto const tag = "a" + std::to_string(++asked_);
    auto const end = Steady::now() + 10 * mailbox_.settings_.patience;
    say(tag + " " + command + "\r\n", end);
    for (std::size_t heard = 0;; reader_.take(hear_more(end))) {
        while (auto answer = reader_.next(literal_bytes)) {
            std::string_view const line = answer->line;
            heard += line.size();
            for (auto const& literal : answer->literals) heard += literal.size();
            if (heard > text_bytes + literal_bytes) fail(odd, "an answer without end");
            if (starts_with_word(line, tag)) {
                auto const words = line.substr(std::min(line.size(), tag.size() + 1));
                return {starts_with_word(words, "OK"), std::string{words}};
            }
            if (starts_with_word(line, "* BYE")) fail(away, line);
            hear(*answer);
        }
    }
}

Folder ImapMailbox::Session::open(Mode mode) {
    Folder folder;
    mode_ = Mode::closed;
    auto const end = ask((mode == Mode::reading ? "EXAMINE " : "SELECT ") + mailbox_.folder_,
                         [&](ImapAnswer const& answer) { read_into(folder, answer.line); });
    if (!end.ok) fail(declined, end.words);
    if (folder.uid_validity == 0) fail(odd, "no UIDVALIDITY");
    mode_ = mode;
    // Nearly every server says it by itself.
    if (folder.uid_next == 0 && folder.exists > 0)
        ask("UID FETCH * (UID)", [&](ImapAnswer& answer) {
            if (auto const fetched = read_fetch(std::move(answer)); fetched && fetched->uid)
                folder.uid_next = std::max(folder.uid_next, *fetched->uid + 1);
        });
    return folder;
}

std::optional<ImapFetch> ImapMailbox::Session::letter(Uid uid, std::string const& what, std::size_t literal_bytes) {
    std::optional<ImapFetch> out;
    bool const wants_body = what.starts_with("BODY");
    bool twice = false;
    auto const end = ask(
        "UID FETCH " + std::to_string(uid) + " (UID " + what + ")",
        [&](ImapAnswer& answer) {
            auto fetched = read_fetch(std::move(answer));
            // A server may tell of other changes meanwhile.
            if (!fetched || fetched->uid != uid || !(wants_body ? fetched->body.has_value() : fetched->size.has_value())) return;
            twice = twice || out.has_value();
            out = std::move(fetched);
        },
        literal_bytes, limits::imap_text_bytes);
    if (!end.ok) fail(declined, end.words);
    if (twice) fail(odd, "one letter twice");
    return out;
}

std::optional<ImapFetch> ImapMailbox::Session::letter_or_gone(Uid uid, std::string const& what, std::uint32_t uid_validity,
                                                              std::size_t literal_bytes) {
    std::optional<Problem> problem;
    try {
        if (auto found = letter(uid, what, literal_bytes)) return found;
    } catch (Problem const& met) {
        if (met.code != declined) throw;
        problem = met;
    }
    // A server is not believed at once that a letter is gone: it may only be unable to give it.
    mode_ = Mode::closed;
    be(Mode::reading, uid_validity);
    if (!letter(uid, "RFC822.SIZE")) return {};
    if (problem) throw *problem;
    fail(odd, "a letter without its bytes");
}

std::vector<Uid> ImapMailbox::Session::uids_after(Uid last, std::size_t most, Folder const& folder) {
    std::set<Uid> found;
    std::uint64_t from = std::uint64_t{last} + 1;
    // A span grows with the gap that it looks across, so that what is asked for at once is little, and so are the questions.
    for (std::uint64_t width = std::min<std::uint64_t>(most, most_numbers); from <= most_numbers && found.empty();
         from += width, width *= 2) {
        // The last one is open: a letter may have come since.
        bool const open = from + width >= folder.uid_next;
        auto const last_asked = open ? most_numbers : from + width - 1;
        auto const end = ask(
            "UID FETCH " + std::to_string(from) + ":" + (open ? "*" : std::to_string(last_asked)) + " (UID)",
            [&](ImapAnswer& answer) {
                auto const fetched = read_fetch(std::move(answer));
                if (!fetched || !fetched->uid || *fetched->uid < from || *fetched->uid > last_asked) return;
                found.insert(*fetched->uid);
                if (found.size() > most) found.erase(std::prev(found.end()));
            },
            limits::imap_line_bytes, limits::imap_text_bytes + std::size_t{128} * folder.exists);
        if (!end.ok) fail(declined, end.words);
        if (open) break;
    }
    return {found.begin(), found.end()};
}

bool ImapMailbox::Session::can(std::string_view capability) {
    bool found = false;
    ask("CAPABILITY", [&](ImapAnswer const& answer) {
        auto line = answer.line + ' ';
        std::ranges::transform(line, line.begin(), [](char letter) { return g_ascii_toupper(letter); });
        found = found || (line.starts_with("* CAPABILITY ") && line.contains(capability));
    });
    return found;
}

void ImapMailbox::Session::move(Uid uid, std::string const& to) {
    auto const number = std::to_string(uid);
    if (can(" MOVE ")) return must("UID MOVE " + number + " " + to);
    if (!can(" UIDPLUS ")) fail(declined, "neither MOVE nor UIDPLUS");
    must("UID COPY " + number + " " + to);
    must("UID STORE " + number + " +FLAGS.SILENT (\\Deleted)");
    must("UID EXPUNGE " + number);
}

ImapMailbox::ImapMailbox(ImapSettings settings) : settings_(std::move(settings)), folder_(folder_on_the_wire(settings_.folder)) {
    start_curl();
    in_clear_ = speaks_in_clear(settings_.url, "imap", settings_.authorities);
}

ImapMailbox::~ImapMailbox() {
    stop();
    pool_.join();
}

template <class Work>
auto ImapMailbox::with_session(Work work) -> Task<std::invoke_result_t<Work&, Session&>> {
    for (bool was_kept = session_ != nullptr;; was_kept = false) {
        try {
            auto session = session_;
            if (!session) {
                auto secret = settings_.password;
                if (settings_.access_token) secret = co_await settings_.access_token();
                session = co_await offload(pool_, [&] { return std::make_shared<Session>(*this, std::move(secret)); });
                session_ = session;
            }
            co_return co_await offload(pool_, [&] { return work(*session); });
        } catch (Problem const& problem) {
            session_.reset();
            if (!was_kept || stopping_ || problem.code != away) throw;
        }
    }
}

Task<Folder> ImapMailbox::look() {
    looked_at_ = co_await with_session([](Session& session) { return session.open(Session::Mode::reading); });
    co_return *looked_at_;
}

Task<Folder> ImapMailbox::looked_at() {
    if (!looked_at_) co_await look();
    co_return *looked_at_;
}

Task<std::vector<Uid>> ImapMailbox::uids_after(Uid last, std::size_t most) {
    if (most == 0) co_return std::vector<Uid>{};
    auto const folder = co_await looked_at();
    co_return co_await with_session([&](Session& session) {
        session.be(Session::Mode::reading, folder.uid_validity);
        return session.uids_after(last, most, folder);
    });
}

Task<std::optional<Fetched>> ImapMailbox::fetch(Uid uid, std::size_t most_bytes) {
    auto const folder = co_await looked_at();
    auto const ask = [&](std::string what, std::size_t literal_bytes) {
        return with_session([&folder, uid, what = std::move(what), literal_bytes](Session& session) {
            session.be(Session::Mode::reading, folder.uid_validity);
            return session.letter_or_gone(uid, what, folder.uid_validity, literal_bytes);
        });
    };
    auto const told = co_await ask("RFC822.SIZE", limits::imap_line_bytes);
    if (!told) co_return std::nullopt;
    auto size = *told->size;
    if (size <= most_bytes) {
        try {
            auto letter = co_await ask("BODY.PEEK[]", most_bytes);
            if (!letter) co_return std::nullopt;
            co_return Fetched{.raw = std::move(*letter->body), .whole = true, .size = size};
        } catch (Problem const& problem) {
            if (problem.kind != ProblemKind::too_large) throw;
            size = std::uint64_t{most_bytes} + 1;  // so much for its size
        }
    }
    auto headers =
        co_await ask("BODY.PEEK[HEADER]<0." + std::to_string(limits::imap_header_bytes) + ">", limits::imap_header_bytes);
    if (!headers) co_return std::nullopt;
    co_return Fetched{.raw = std::move(*headers->body), .whole = false, .size = size};
}

Task<> ImapMailbox::mark_seen(Uid uid) {
    auto const folder = co_await looked_at();
    co_await with_session([&](Session& session) {
        session.be(Session::Mode::writing, folder.uid_validity);
        session.must("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)");
        return true;
    });
}

Task<> ImapMailbox::move(Uid uid, std::string to) {
    auto const name = folder_on_the_wire(to);
    auto const folder = co_await looked_at();
    co_await with_session([&](Session& session) {
        session.be(Session::Mode::writing, folder.uid_validity);
        session.move(uid, name);
        return true;
    });
}

}  // namespace ombud::mail
