// Fuzzes the reading of cookies and Authorization: whatever they hold, nobody is let in without a token of ours.
#include "edge/fuzz_house.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    using namespace ombud::edge;
    auto& house = FuzzHouse::get();
    std::string const text{reinterpret_cast<char const*>(data), size};
    for (auto const* name : {"Authorization", "Cookie", "cookie"})
        for (auto const* before :
             {"", "Bearer ", "__Host-ombud_visitor=", "x=1; __Host-ombud_staff=", "__Host-ombud_visitor=omc1_"}) {
            http::Request request;
            request.method = http::Method::post;
            request.secure = true;
            request.fields = {{name, before + text}, {"Sec-Fetch-Site", "same-origin"}};
            auto identified = [&]() -> Task<void> {
                auto const who = co_await house.gate.identify(request, CallerKind::participant);
                if (who.is_somebody()) std::abort();
            };
            house.run(identified());
            (void)from_own_page(request);
            (void)from_foreign_page(request);
        }
    return 0;
}
