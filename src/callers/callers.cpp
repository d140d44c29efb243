#include "callers/callers.hpp"

namespace ombud {

Uuid Participant::id() const {
    if (auto const* asking = customer()) return asking->id.uuid;
    return agent()->id.uuid;
}

}  // namespace ombud
