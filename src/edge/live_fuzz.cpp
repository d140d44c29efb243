// Fuzzes the frames of a live connection, one a line, before and after it has said who it is.
#include "edge/fuzz_house.hpp"
#include "edge/live.hpp"

namespace {

struct Wire final : ombud::http::Socket {
    void send(std::shared_ptr<std::string const> message) override {
        boost::system::error_code error;
        ombud::json::parse(*message, error);
        if (error) std::abort();
    }
    void close(std::uint16_t, std::string_view) override { closed = true; }
    [[nodiscard]] bool open() const override { return !closed; }
    [[nodiscard]] std::size_t queued_bytes() const override { return 0; }
    bool closed = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    using namespace ombud::edge;
    auto& house = FuzzHouse::get();
    static auto const token = house.customer_token();
    house.clock.advance(std::chrono::minutes{1});
    for (bool const known : {false, true}) {
        auto wire = std::make_shared<Wire>();
        auto live = std::make_shared<LiveConnection>(house.api, wire, "203.0.113.7");
        if (known) house.run(live->received(R"({"type":"authenticate","token":")" + token + "\"}"));
        std::string_view rest{reinterpret_cast<char const*>(data), size};
        while (!rest.empty() && !wire->closed) {
            auto const frame = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), frame.size() + 1));
            house.run(live->received(std::string(frame)));
        }
        live->closed();
    }
    return 0;
}
