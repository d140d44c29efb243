#include "text/device_label.hpp"

#include <array>
#include <span>

namespace ombud::text {

namespace {

struct Sign {
    std::string_view mark, name;
};

// Most browsers name those that they descend from: the youngest comes first.
constexpr std::array<Sign, 15> browsers{{{"MicroMessenger/", "WeChat"},
                                         {"Edg/", "Edge"},
                                         {"EdgA/", "Edge"},
                                         {"EdgiOS/", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"SamsungBrowser/", "Samsung Internet"},
                                         {"HuaweiBrowser/", "Huawei Browser"},
                                         {"MiuiBrowser/", "Mi Browser"},
                                         {"QQBrowser/", "QQ Browser"},
                                         {"UCBrowser/", "UC Browser"},
                                         {"FxiOS/", "Firefox"},
                                         {"Firefox/", "Firefox"},
                                         {"CriOS/", "Chrome"},
                                         {"Chrome/", "Chrome"},
                                         {"Safari/", "Safari"}}};

constexpr std::array<Sign, 10> systems{{{"HarmonyOS", "HarmonyOS"},
                                        {"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Android", "Android"},
                                        {"Windows", "Windows"},
                                        {"CrOS", "ChromeOS"},
                                        {"Macintosh", "macOS"},
                                        {"Mac OS X", "macOS"},
                                        {"Linux", "Linux"},
                                        {"X11", "Linux"}}};

std::string_view first_of(std::span<Sign const> signs, std::string_view text) {
    for (auto const& sign : signs)
        if (text.contains(sign.mark)) return sign.name;
    return {};
}

}  // namespace

std::string device_label(std::string_view user_agent) {
    user_agent = user_agent.substr(0, 1'000);
    auto const browser = first_of(browsers, user_agent);
    auto const system = first_of(systems, user_agent);
    return std::string(browser) + (browser.empty() || system.empty() ? "" : ", ") + std::string(system);
}

}  // namespace ombud::text
