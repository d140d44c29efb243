// Text as it stands in HTML and XML: nothing in it begins or ends anything there.
#pragma once
#include <string>
#include <string_view>

namespace ombud {

std::string escaped_markup(std::string_view text);

}  // namespace ombud
