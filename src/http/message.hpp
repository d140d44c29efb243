// Requests as the parser has them into ours, responses of ours into bytes, files read in parts.
#pragma once
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/decode.hpp"
#include "http/server.hpp"

namespace ombud::http {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using ParsedRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Throws Problem{malformed, "http.…"} for what RFC 9112 forbids or two parsers could read in two ways.
void understand(ParsedRequest const& parsed, Request& request);
// Throws std::logic_error for a response that may not be sent.
void check_fields(Response const& response);
// Answers Range for a whole file.
void prepare_range(Request const& request, Response& response);
std::string head_of(Response const& response, Request const& request, bool keep, Timestamp now);
std::string_view text_of(decltype(Response::body) const& body);  // empty for a file
std::size_t size_of(decltype(Response::body) const& body);
// The answer to a WebSocket handshake. Throws Problem{malformed, "websocket.…"}; `bare`: the request has no body.
std::string accept_socket(Request const& request, bool bare, std::string_view subprotocol);

class FileReader {
public:
    explicit FileReader(FileRange const& range);  // throws std::runtime_error when the file has less
    ~FileReader();
    FileReader(FileReader const&) = delete;
    FileReader& operator=(FileReader const&) = delete;
    std::string_view next();  // empty at the end
    [[nodiscard]] bool whole() const { return left_ == 0; }

private:
    int file_;
    std::uint64_t at_, left_;
    std::string part_;
};

}  // namespace ombud::http
