// Any bytes may come as a request's head, and any text in its query, cookies, ranges and handshake.
#include <cstdlib>

#include "http/frames.hpp"
#include "http/message.hpp"

using namespace ombud;
using namespace ombud::http;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check_path(std::string const& path) {
    require(path == "*" || path.starts_with('/'));
    require(valid_text(path) && !path.contains("//") && !(path + "/").contains("/../") && !(path + "/").contains("/./"));
}

void check_range(Request const& request) {
    Response response{.fields = {{"ETag", "\"tag\""}}, .body = FileRange{"", 10, 1'000}};
    prepare_range(request, response);
    require(response.status == 200 || response.status == 206 || response.status == 416);
    auto const* file = std::get_if<FileRange>(&response.body);
    require(!file || (file->offset >= 10 && file->size <= 1'000 && file->offset + file->size <= 1'010));
    require(!head_of(response, request, true, {}).contains('\0'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const head(reinterpret_cast<char const*>(data), size);
    if (!strict_head(head)) return 0;
    Parser parser;
    boost::system::error_code error;
    parser.put(asio::buffer(head), error);
    if (error || !parser.is_header_done()) return 0;
    Request request;
    try {
        understand(parser.get(), request);
    } catch (Problem const& refused) {
        require(refused.kind == ProblemKind::malformed);
        return 0;
    }
    check_path(request.path);
    check_range(request);
    (void)request.cookie("session");
    try {
        if (auto const value = request.parameter("q")) require(valid_text(*value));
    } catch (Problem const& refused) {
        require(refused.kind == ProblemKind::malformed);
    }
    try {
        require(accept_socket(request, true, "ombud.v1").ends_with("\r\n\r\n"));
    } catch (Problem const& refused) {
        require(refused.kind == ProblemKind::malformed);
    }
    return 0;
}
