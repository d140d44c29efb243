// Requests as the parser has them into ours, responses of ours into bytes, files read in parts.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/decode.hpp"
#include "http/state.hpp"

namespace ombud::http {

using ParsedRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Throws Problem{malformed, "http.…"} for what RFC 9112 forbids or two parsers could read in two ways.
void understand(ParsedRequest const& parsed, Request& request);
// Throws std::logic_error for a response that may not be sent.
void check_fields(Response const& response);
// Answers Range for a whole file.
void prepare_range(Request const& request, Response& response);
std::string head_of(Response const& response, Request const& request, bool keep, Timestamp now);
std::string_view text_of(std::variant<std::string, std::string_view, std::shared_ptr<std::string const>, FileRange> const& body);
bool offers(Request const& request, std::string_view subprotocol);

class FileReader {
public:
    explicit FileReader(FileRange const& range);
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

// A dynamic buffer of Asio's first kind over Beast's, with a bound of its own.
class Limited {
public:
    using const_buffers_type = boost::beast::flat_buffer::const_buffers_type;
    using mutable_buffers_type = boost::beast::flat_buffer::mutable_buffers_type;
    Limited(boost::beast::flat_buffer& buffer, std::size_t most) : buffer_(&buffer), most_(most) {}
    [[nodiscard]] std::size_t size() const { return buffer_->size(); }
    [[nodiscard]] std::size_t max_size() const { return most_; }
    [[nodiscard]] std::size_t capacity() const { return std::min(most_, std::max<std::size_t>(buffer_->capacity(), 512)); }
    [[nodiscard]] const_buffers_type data() const { return std::as_const(*buffer_).data(); }
    mutable_buffers_type prepare(std::size_t size) { return buffer_->prepare(size); }
    void commit(std::size_t size) { buffer_->commit(size); }
    void consume(std::size_t size) { buffer_->consume(size); }

private:
    boost::beast::flat_buffer* buffer_;
    std::size_t most_;
};

}  // namespace ombud::http
