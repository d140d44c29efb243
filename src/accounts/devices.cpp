#include "accounts/devices.hpp"

#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

namespace {
constexpr std::string_view device_prefix = "omd1_";
}

Devices::Devices(postgres::Database& database, Clock& clock, Random& random)
    : database_(database), clock_(clock), random_(random) {}

std::string Devices::key_of(Origin const& from) {
    bool const given = from.device_token && looks_like_token(device_prefix, *from.device_token);
    return token_hash(given ? *from.device_token : "");
}

Task<bool> Devices::knows(CustomerId account, Origin from) {
    co_return co_await database_.run(sql::knows_device, account, key_of(from), clock_.now() - life);
}

Task<bool> Devices::has_signed_in(CustomerId account, Origin from) {
    co_return co_await database_.run(sql::signed_in_on, account, key_of(from), clock_.now() - life);
}

Task<std::optional<std::string>> Devices::remember(CustomerId account, Origin from, By what) {
    auto const now = clock_.now();
    auto const signed_in_at = what == By::sign_in ? std::optional{now} : std::nullopt;
    if (co_await database_.run(sql::see_device, account, key_of(from), now, now - life, from.device, signed_in_at) > 0)
        co_return std::nullopt;
    auto token = new_token(device_prefix, random_);
    co_await database_.run(sql::add_device, DeviceId::make(clock_, random_), account, token_hash(token), from.device, now,
                           limits::devices_of_account - 1, signed_in_at);
    co_return token;
}

Task<std::vector<Device>> Devices::of(CustomerId account, Origin from) {
    co_return co_await database_.run(sql::list_devices, account, key_of(from), clock_.now() - life);
}

Task<void> Devices::forget(CustomerId account, DeviceId id) {
    if (co_await database_.run(sql::forget_device, account, id) == 0) throw Problem{ProblemKind::not_found, "device.unknown"};
}

}  // namespace ombud::accounts
