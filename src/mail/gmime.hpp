// GMime's objects held the C++ way; for this folder only.
#pragma once
#include <gmime/gmime.h>
#include <memory>
#include <string>

namespace ombud::mail {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

struct Free {
    void operator()(gpointer text) const { g_free(text); }
};
using Text = std::unique_ptr<char, Free>;

inline std::string text_or_empty(char const* text) {
    return text ? text : "";
}

// GMime needs to be told once.
inline void start_gmime() {
    static bool const started = (g_mime_init(), true);
    static_cast<void>(started);
}

}  // namespace ombud::mail
