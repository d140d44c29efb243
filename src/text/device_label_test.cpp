#include "text/device_label.hpp"

#include <gtest/gtest.h>

namespace ombud::text {
namespace {

TEST(DeviceLabel, usual_browsers_are_called_by_their_names) {
    struct Case {
        char const* user_agent;
        char const* label;
    };
    for (auto const& [user_agent, label] :
         {Case{"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
               "Chrome, Android"},
          {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
           "Mobile/15E148 Safari/604.1",
           "Safari, iPhone"},
          {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 "
           "Edg/131.0.0.0",
           "Edge, Windows"},
          {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, macOS"},
          {"Mozilla/5.0 (Linux; Android 13; V2171A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile "
           "Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64",
           "WeChat, Android"},
          {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
           "Chrome, Linux"},
          {"okhttp/4.12 Android", "Android"},
          {"Firefox/1", "Firefox"}})
        EXPECT_EQ(device_label(user_agent), label);
}

TEST(DeviceLabel, nothing_that_was_sent_comes_through) {
    for (std::string const& hostile :
         {std::string(), std::string("<script>alert(1)</script>"), std::string("curl/8.0"), std::string("\xff\xfe\0", 3),
          std::string("\r\nSet-Cookie: a=b"), std::string(100'000, 'A') + "Chrome/1"})
        EXPECT_EQ(device_label(hostile), "");
    EXPECT_EQ(device_label("<b>Chrome/1</b> Windows\u202E"), "Chrome, Windows");
}

}  // namespace
}  // namespace ombud::text
