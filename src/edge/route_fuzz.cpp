// Fuzzes the whole interface behind the transport: paths, queries, cursors, fields and JSON, as nobody, as a customer and as an
// admin.
#include "edge/fuzz_house.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    using namespace ombud::edge;
    auto& house = FuzzHouse::get();
    house.clock.advance(std::chrono::hours{1});
    auto request = request_of({reinterpret_cast<char const*>(data), size});
    if (!request) return 0;

    auto as_it_came = [&]() -> Task<void> {
        auto copy = *request;
        co_await house.api.admit(copy);
        co_await house.api.handle(copy);
    };
    house.run(as_it_came());

    Identity const customer{.customer = customers::CustomerClaims{}, .staff = {}, .token = {}, .peer = {}};
    for (auto const& who : {customer, FuzzHouse::admin()}) {
        auto let_in = [&]() -> Task<void> {
            auto copy = *request;
            auto const found = match(copy.method, copy.path);
            auto const& route = *found.route;
            co_await route.answer({.house = house.house,
                                   .request = copy,
                                   .who = who,
                                   .access = route.access,
                                   .captures = found.captures,
                                   .status = route.status});
        };
        house.run(let_in());
    }
    return 0;
}
