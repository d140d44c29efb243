// Lines and rows as whoever tampered with them left them: they are examined, never trusted, and never bring the examiner down.
#include <cstdlib>

#include "audit/chain.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::audit;
    std::string const text(reinterpret_cast<char const*>(data), size);
    auto const key = SigningKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").public_key();
    if (auto const checkpoint = checkpoint_of(text)) {
        // What is read is written again as the same.
        auto const again = checkpoint_of(line_of(*checkpoint));
        if (!again || line_of(*again) != line_of(*checkpoint)) std::abort();
        static_cast<void>(key.vouches_for(*checkpoint));
    }
    Record record{};
    record.seq = 1;
    record.body = text;
    auto const line = line_of(record);
    if (line.contains('\n')) std::abort();  // one line, whatever is in it
    Verifier verifier{key};
    verifier.take(record);
    verifier.finish(std::nullopt, std::nullopt);
    if (verifier.verified().faults.empty()) std::abort();
    return 0;
}
