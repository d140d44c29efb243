// Whatever bytes a cell holds, reading it either gives a value that survives another round or throws Unparsable.
#include <cstdlib>

#include "core/problem.hpp"
#include "postgres/codec.hpp"

using namespace ombud;
using namespace ombud::postgres;

namespace {

enum class Channel { chat, email };
BOOST_DESCRIBE_ENUM(Channel, chat, email)

template <class T>
void round_trip(std::string_view text) {
    try {
        auto const value = Text<T>::read(text);
        std::string once, twice;
        Text<T>::write(value, once);
        Text<T>::write(Text<T>::read(once), twice);
        // Boost.JSON reads a long number to within its last place only.
        if (once != twice && !std::is_same_v<T, json::value>) std::abort();
    } catch (Unparsable const&) {
    } catch (Problem const&) {  // a text with U+0000, a year that cannot be written
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    round_trip<std::int64_t>(text);
    round_trip<std::int16_t>(text);
    round_trip<double>(text);
    round_trip<bool>(text);
    round_trip<std::string>(text);
    round_trip<Timestamp>(text);
    round_trip<Uuid>(text);
    round_trip<Bytes>(text);
    round_trip<Channel>(text);
    round_trip<json::value>(text);
    round_trip<std::vector<std::string>>(text);
    round_trip<std::vector<std::optional<std::string>>>(text);
    round_trip<std::vector<std::optional<std::int64_t>>>(text);
    round_trip<std::vector<Timestamp>>(text);
    round_trip<std::vector<Bytes>>(text);
    round_trip<std::vector<Uuid>>(text);
    round_trip<std::vector<bool>>(text);
    return 0;
}
