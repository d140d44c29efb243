// libjose and jansson with owners for what they allocate; for this module and those that make tokens or keys.
#pragma once
#include <filesystem>
#include <jansson.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
extern "C" {
#include <jose/jose.h>
}

namespace ombud::jwt {

struct JsonRelease {
    void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonRelease>;

struct JoseRelease {
    void operator()(jose_cfg_t* configuration) const { jose_cfg_decref(configuration); }
};
using Jose = std::unique_ptr<jose_cfg_t, JoseRelease>;

// libjose tells its errors to the process's standard error unless told otherwise, and they may quote a token.
inline Jose quiet_jose() {
    Jose jose{jose_cfg()};
    if (jose) jose_cfg_set_err_func(jose.get(), [](void*, char const*, int, std::uint64_t, char const*, va_list) {}, nullptr);
    return jose;
}

// nullptr for what is no JSON, or names a member twice.
inline Json read_json(std::string_view text) {
    return Json{json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr)};
}

// nullopt for what is no string.
inline std::optional<std::string_view> string_value(json_t const* value) {
    if (json_is_string(value)) return std::string_view{json_string_value(value), json_string_length(value)};
    return std::nullopt;
}
inline std::optional<std::string_view> string_member(json_t const* object, char const* name) {
    return string_value(json_object_get(object, name));
}

}  // namespace ombud::jwt
