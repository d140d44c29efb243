#include "http/message.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
// RESTinio 0.6 was written for the library's own expected, not for C++23's.
#define nsel_CONFIG_SELECT_EXPECTED nsel_EXPECTED_NONSTD
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/url/parse.hpp>
#include <restinio/helpers/http_field_parsers/range.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "http/frames.hpp"

namespace ombud::http {

namespace {

namespace beast_http = boost::beast::http;

Problem malformed(char const* code) {
    return {ProblemKind::malformed, code};
}

Method method_of(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get:
            return Method::get;
        case beast_http::verb::head:
            return Method::head;
        case beast_http::verb::post:
            return Method::post;
        case beast_http::verb::put:
            return Method::put;
        case beast_http::verb::patch:
            return Method::patch;
        case beast_http::verb::delete_:
            return Method::delete_;
        case beast_http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

// RFC 9112, 3.2.2: a target may be a whole URL; then its authority must be the Host's.
std::string_view without_authority(std::string_view target, std::string_view host) {
    if (target.starts_with('/')) return target;
    auto const colon = target.find("://");
    if (colon == target.npos) throw malformed("path.malformed");
    auto const scheme = target.substr(0, colon);
    auto const rest = target.substr(colon + 3);
    auto const authority = rest.substr(0, rest.find_first_of("/?#"));
    if ((!same_letters(scheme, "http") && !same_letters(scheme, "https")) || authority.empty() || !same_letters(authority, host))
        throw malformed("http.host");
    return rest.substr(authority.size());
}

std::string_view checked_host(ParsedRequest const& parsed) {
    auto const hosts = parsed.count(beast_http::field::host);
    if (hosts > 1 || (parsed.version() == 11 && hosts == 0)) throw malformed("http.host");
    auto const host = parsed[beast_http::field::host];
    auto const authority = boost::urls::parse_authority({host.data(), host.size()});
    if (!authority || authority->has_userinfo()) throw malformed("http.host");
    return {host.data(), host.size()};
}

void check_framing(ParsedRequest const& parsed) {
    auto const lengths = parsed.count(beast_http::field::content_length);
    auto const codings = parsed.count(beast_http::field::transfer_encoding);
    if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1)) throw malformed("http.framing");
    if (codings == 1 && (!same_letters(parsed[beast_http::field::transfer_encoding], "chunked") || parsed.version() < 11))
        throw malformed("http.framing");
    if (lengths == 1) {
        auto const length = parsed[beast_http::field::content_length];
        if (length.empty() || !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; }))
            throw malformed("http.framing");
    }
}

constexpr std::string_view ours_alone[] = {"content-length", "transfer-encoding", "connection", "date", "x-request-id"};

std::string_view reason_of(unsigned status) {
    auto const reason = beast_http::obsolete_reason(beast_http::status(status));
    return {reason.data(), reason.size()};
}

// Told anew once a second.
std::string const& date_of(Timestamp now) {
    thread_local std::time_t second = -1;
    thread_local std::string text;
    auto const wanted = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now));
    if (std::exchange(second, wanted) != wanted) text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(wanted));
    return text;
}

bool breaks_a_field(char c) {
    return c == '\r' || c == '\n' || c == '\0';
}

}  // namespace

void understand(ParsedRequest const& parsed, Request& request) {
    request.method = method_of(parsed.method());
    if (parsed.version() != 10 && parsed.version() != 11) throw malformed("http.version");
    for (auto const& field : parsed) request.fields.push_back({std::string(field.name_string()), std::string(field.value())});
    auto const host = checked_host(parsed);
    check_framing(parsed);

    std::string_view target{parsed.target().data(), parsed.target().size()};
    if (target == "*" && request.method == Method::options) {
        request.path = "*";
        return;
    }
    target = without_authority(target, host);
    auto const question = std::min(target.find('?'), target.size());
    auto path = decode_path(question == 0 ? "/" : target.substr(0, question));
    if (!path || target.contains('#')) throw malformed("path.malformed");
    request.path = std::move(*path);
    request.query = target.substr(std::min(question + 1, target.size()));
}

void check_fields(Response const& response) {
    for (auto const& [name, value] : response.fields) {
        bool const ours = std::ranges::any_of(ours_alone, [&](auto each) { return same_letters(name, each); });
        bool const broken = std::ranges::any_of(value, breaks_a_field) || name.find_first_of("\r\n :") != name.npos;
        if (ours || broken) throw std::logic_error("a response field may not be sent: " + name);
    }
}

void prepare_range(Request const& request, Response& response) {
    auto* file = std::get_if<FileRange>(&response.body);
    auto* held = std::get_if<std::shared_ptr<std::string const>>(&response.body);
    if ((!file && !held) || response.status != 200) return;
    std::uint64_t const size = size_of(response.body);
    response.fields.push_back({"Accept-Ranges", "bytes"});
    auto const wanted = request.field("range");
    if (wanted.empty() || request.method != Method::get) return;
    auto const condition = request.field("if-range");
    auto const tag = std::ranges::find(response.fields, "ETag", &Field::name);
    if (!condition.empty() && (tag == response.fields.end() || tag->value != condition)) return;

    using namespace restinio::http_field_parsers;
    auto const parsed = range_value_t<std::uint64_t>::try_parse(wanted);
    if (!parsed) return;
    auto const* bytes = std::get_if<range_value_t<std::uint64_t>::byte_ranges_specifier_t>(&parsed->value);
    if (!bytes || bytes->ranges.size() != 1) return;  // several at once: the whole file is a right answer too
    using Wanted = range_value_t<std::uint64_t>;
    auto const& range = bytes->ranges.front();
    std::uint64_t first = 0, last = size;
    if (auto const* both = std::get_if<Wanted::double_ended_range_t>(&range)) {
        if (both->last < both->first) return;
        first = both->first, last = both->last < last ? both->last + 1 : last;
    } else if (auto const* from = std::get_if<Wanted::open_ended_range_t>(&range)) {
        first = from->first;
    } else if (auto const* tail = std::get_if<Wanted::suffix_length_t>(&range)) {
        first = size - std::min(tail->length, size);
    }
    if (first >= last) {
        response.status = 416;
        response.fields.push_back({"Content-Range", "bytes */" + std::to_string(size)});
        response.body = std::string{};
        return;
    }
    response.status = 206;
    response.fields.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", first, last - 1, size)});
    if (file)
        *file = {file->path, file->offset + first, last - first};
    else
        response.body = (*held)->substr(first, last - first);
}

std::string_view text_of(decltype(Response::body) const& body) {
    if (auto const* text = std::get_if<std::string>(&body)) return *text;
    if (auto const* text = std::get_if<std::string_view>(&body)) return *text;
    if (auto const* text = std::get_if<std::shared_ptr<std::string const>>(&body)) return **text;
    return {};
}

std::size_t size_of(decltype(Response::body) const& body) {
    auto const* file = std::get_if<FileRange>(&body);
    return file ? file->size : text_of(body).size();
}

std::string head_of(Response const& response, Request const& request, bool keep, Timestamp now) {
    std::string head;
    head.reserve(1024);
    auto const add = [&](auto const&... parts) { (head.append(parts), ...); };
    add("HTTP/1.1 ", std::to_string(response.status), " ", reason_of(response.status), "\r\nDate: ", date_of(now), "\r\n");
    for (auto const& [name, value] : response.fields) add(name, ": ", value, "\r\n");
    if (response.status != 204 && response.status != 304) add("Content-Length: ", std::to_string(size_of(response.body)), "\r\n");
    add("X-Request-Id: ", request.id, "\r\nConnection: ", keep ? "keep-alive" : "close", "\r\n\r\n");
    return head;
}

std::string accept_socket(Request const& request, bool bare, std::string_view subprotocol) {
    if (request.field("sec-websocket-version") != "13") throw malformed("websocket.version");
    auto const accept = accept_key(request.field("sec-websocket-key"));
    if (!accept || !bare) throw malformed("websocket.malformed");
    auto const offered = request.field("sec-websocket-protocol");
    bool const wanted = beast_http::token_list{{offered.data(), offered.size()}}.exists({subprotocol.data(), subprotocol.size()});
    return fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
        "{}\r\n{}X-Request-Id: {}\r\n\r\n",
        *accept, wanted ? fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol) : "", request.id);
}

FileReader::FileReader(FileRange const& range)
    : file_(::open(range.path.c_str(), O_RDONLY | O_CLOEXEC)), at_(range.offset), left_(range.size) {
    struct stat is{};
    if (file_ >= 0 && ::fstat(file_, &is) == 0 && std::uint64_t(is.st_size) >= at_ + left_) return;
    if (file_ >= 0) ::close(file_);
    throw std::runtime_error("a file that was to be sent is not whole");
}

FileReader::~FileReader() {
    ::close(file_);
}

std::string_view FileReader::next() {
    if (left_ == 0) return {};
    part_.resize(std::min<std::uint64_t>(left_, 65'536));
    auto const got = ::pread(file_, part_.data(), part_.size(), off_t(at_));
    if (got <= 0) return {};
    at_ += std::uint64_t(got);
    left_ -= std::uint64_t(got);
    return std::string_view(part_).substr(0, std::size_t(got));
}

}  // namespace ombud::http
