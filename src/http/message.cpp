#include "http/message.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
// RESTinio 0.6 was written for the library's own expected, not for C++23's.
#define nsel_CONFIG_SELECT_EXPECTED nsel_EXPECTED_NONSTD
#include <restinio/helpers/http_field_parsers/range.hpp>
#include <unistd.h>

#include "core/json.hpp"

namespace ombud::http {

namespace {

namespace beast_http = boost::beast::http;

Problem malformed(char const* code) { return {ProblemKind::malformed, code}; }

Method method_of(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get: return Method::get;
        case beast_http::verb::head: return Method::head;
        case beast_http::verb::post: return Method::post;
        case beast_http::verb::put: return Method::put;
        case beast_http::verb::patch: return Method::patch;
        case beast_http::verb::delete_: return Method::delete_;
        case beast_http::verb::options: return Method::options;
        default: return Method::other;
    }
}

// RFC 9112, 3.2: our own resources are asked for by path; a whole URL is allowed and its host part ignored.
std::string_view path_part(std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"})
        if (target.starts_with(scheme)) {
            auto const slash = target.find('/', scheme.size());
            return slash == target.npos ? "/" : target.substr(slash);
        }
    return target;
}

void check_framing(ParsedRequest const& parsed) {
    auto const lengths = parsed.count(beast_http::field::content_length);
    auto const codings = parsed.count(beast_http::field::transfer_encoding);
    if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1)) throw malformed("http.framing");
    if (codings == 1 && (!same_letters(parsed[beast_http::field::transfer_encoding], "chunked") || parsed.version() < 11))
        throw malformed("http.framing");
    if (lengths == 1) {
        auto const length = parsed[beast_http::field::content_length];
        if (length.empty() || !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; })) throw malformed("http.framing");
    }
}

char const* reason_of(unsigned status) { return beast_http::obsolete_reason(beast_http::status(status)).data(); }

}  // namespace

void understand(ParsedRequest const& parsed, Request& request) {
    request.method = method_of(parsed.method());
    if (parsed.version() != 10 && parsed.version() != 11) throw malformed("http.version");
    for (auto const& field : parsed) request.fields.push_back({std::string(field.name_string()), std::string(field.value())});
    auto const hosts = parsed.count(beast_http::field::host);
    if (hosts > 1 || (parsed.version() == 11 && hosts == 0)) throw malformed("http.host");
    check_framing(parsed);

    std::string_view target{parsed.target().data(), parsed.target().size()};
    if (target == "*" && request.method == Method::options) {
        request.path = "*";
        return;
    }
    target = path_part(target);
    auto const question = std::min(target.find('?'), target.size());
    auto path = decode_path(target.substr(0, question));
    if (!path) throw malformed("path.malformed");
    request.path = std::move(*path);
    request.query = target.substr(std::min(question + 1, target.size()));
    if (request.query.find('#') != request.query.npos) throw malformed("path.malformed");
}

void check_fields(Response const& response) {
    for (auto const& [name, value] : response.fields) {
        bool const ours = same_letters(name, "content-length") || same_letters(name, "transfer-encoding") || same_letters(name, "connection");
        if (ours || value.find_first_of("\r\n") != value.npos || name.find_first_of("\r\n :") != name.npos || std::string_view(value).contains('\0'))
            throw std::logic_error("a response field may not be sent: " + name);
    }
}

void prepare_range(Request const& request, Response& response) {
    auto* file = std::get_if<FileRange>(&response.body);
    if (!file || response.status != 200) return;
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
    std::uint64_t first = 0, last = file->size;
    if (auto const* both = std::get_if<Wanted::double_ended_range_t>(&range))
        first = both->first, last = both->last < last ? both->last + 1 : last;
    else if (auto const* from = std::get_if<Wanted::open_ended_range_t>(&range))
        first = from->first;
    else if (auto const* tail = std::get_if<Wanted::suffix_length_t>(&range))
        first = file->size - std::min(tail->length, file->size);
    if (first >= last) {
        response.status = 416;
        response.fields.push_back({"Content-Range", "bytes */" + std::to_string(file->size)});
        response.body = std::string{};
        return;
    }
    response.status = 206;
    response.fields.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", first, last - 1, file->size)});
    *file = {file->path, file->offset + first, last - first};
}

std::string_view text_of(std::variant<std::string, std::string_view, std::shared_ptr<std::string const>, FileRange> const& body) {
    if (auto const* text = std::get_if<std::string>(&body)) return *text;
    if (auto const* text = std::get_if<std::string_view>(&body)) return *text;
    if (auto const* text = std::get_if<std::shared_ptr<std::string const>>(&body)) return **text;
    return {};
}

std::string head_of(Response const& response, Request const& request, bool keep, Timestamp now) {
    auto const* file = std::get_if<FileRange>(&response.body);
    auto const length = file ? file->size : text_of(response.body).size();
    std::string head;
    head.reserve(512);
    auto to = std::back_inserter(head);
    fmt::format_to(to, "HTTP/1.1 {} {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", response.status, reason_of(response.status),
                   fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now))));
    for (auto const& [name, value] : response.fields) fmt::format_to(to, "{}: {}\r\n", name, value);
    if (response.status != 204 && response.status != 304) fmt::format_to(to, "Content-Length: {}\r\n", length);
    fmt::format_to(to, "X-Request-Id: {}\r\nConnection: {}\r\n\r\n", request.id, keep ? "keep-alive" : "close");
    return head;
}

bool offers(Request const& request, std::string_view subprotocol) {
    auto rest = request.field("sec-websocket-protocol");
    while (!rest.empty()) {
        auto item = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), item.size() + 1));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item == subprotocol) return true;
    }
    return false;
}

FileReader::FileReader(FileRange const& range) : file_(::open(range.path.c_str(), O_RDONLY | O_CLOEXEC)), at_(range.offset), left_(range.size) {}

FileReader::~FileReader() {
    if (file_ >= 0) ::close(file_);
}

std::string_view FileReader::next() {
    if (file_ < 0 || left_ == 0) return {};
    part_.resize(std::min<std::uint64_t>(left_, 64 * 1024));
    auto const got = ::pread(file_, part_.data(), part_.size(), off_t(at_));
    if (got <= 0) return {};
    at_ += std::uint64_t(got);
    left_ -= std::uint64_t(got);
    return std::string_view(part_).substr(0, std::size_t(got));
}

}  // namespace ombud::http
