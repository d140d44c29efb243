#include "files/intake.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <system_error>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "files/name.hpp"

namespace ombud::files {

namespace {

PictureFormat format_of(Kind const& kind) {
    if (kind == png) return PictureFormat::png;
    if (kind == jpeg) return PictureFormat::jpeg;
    if (kind == webp) return PictureFormat::webp;
    return PictureFormat::gif;
}

// The helper has read hostile bytes, so its answer is looked at like anybody's.
bool is_what_was_asked(Picture const& picture, Kind const& kind) try {
    return sniff(picture.bytes) == kind && sniff(picture.thumbnail) == webp;
} catch (Problem const&) {
    return false;
}

constexpr std::string_view sealed_as = "file";

// What a nonce needs, drawn on the loop's thread for one that may not draw.
class Drawn final : public Random {
public:
    explicit Drawn(Random* from) {
        if (from) from->fill(bytes_);
    }
    void fill(std::span<std::byte> out) override { std::ranges::copy(std::span{bytes_}.first(out.size()), out.begin()); }

private:
    std::array<std::byte, 24> bytes_{};
};

}  // namespace

// What is ready to be kept; of a picture the thumbnail, too.
struct Intake::Cleaned {
    Prepared file;
    std::string bytes, thumbnail;
};

Task<Intake::Cleaned> Intake::clean(std::string bytes, std::string declared_name) {
    if (bytes.empty()) throw Problem{ProblemKind::invalid, "attachment.empty", "file"};
    if (bytes.size() > limits::attachment_bytes) throw Problem{ProblemKind::too_large, "attachment.too_large", "file"};
    auto const kind = co_await offload(workers_, [&] { return sniff(bytes); });

    Prepared out{.media_type = kind.media_type, .name = clean_name(declared_name, kind.extension)};
    // What the customer sent is scanned, not what we made of it.
    out.scan = co_await scan(bytes);
    if (out.scan == ScanState::infected) throw Problem{ProblemKind::unsupported, "attachment.infected", "file"};

    std::string thumbnail;
    if (kind.picture) {
        auto picture = co_await pictures_.convert(format_of(kind), bytes);
        if (!co_await offload(workers_, [&] { return is_what_was_asked(picture, kind); }))
            throw Problem{ProblemKind::unsupported, "attachment.undecodable", "file"};
        bytes = std::move(picture.bytes);
        thumbnail = std::move(picture.thumbnail);
        out.width = picture.width;
        out.height = picture.height;
        out.thumbnail_width = picture.thumbnail_width;
        out.thumbnail_height = picture.thumbnail_height;
    }
    out.bytes = std::int64_t(bytes.size());
    co_return Cleaned{std::move(out), std::move(bytes), std::move(thumbnail)};
}

Task<Prepared> Intake::prepare(std::string bytes, std::string declared_name, std::optional<Seal> under, Random* random) {
    auto cleaned = co_await clean(std::move(bytes), std::move(declared_name));
    auto out = std::move(cleaned.file);
    out.sha256 = co_await keep(cleaned.bytes, under, random);
    if (!cleaned.thumbnail.empty()) out.thumbnail = co_await keep(cleaned.thumbnail, under, random);
    co_return out;
}

Task<void> Intake::check(std::string bytes) {
    co_await clean(std::move(bytes), {});
}

Task<std::optional<Sha256>> Intake::seal_kept(Sha256 file, Seal under, Random& random) {
    auto const bytes = co_await read(file, std::nullopt);
    if (!bytes) co_return std::nullopt;
    co_return co_await keep(*bytes, under, &random);
}

Task<void> Intake::remove(Sha256 file) {
    co_await offload(workers_, [&] { return store_.remove(file), true; });
}

Task<std::optional<std::string>> Intake::read(Sha256 file, std::optional<Seal> under) {
    co_return co_await offload(workers_, [&]() -> std::optional<std::string> {
        try {
            auto const bytes = store_.read(file);
            return bytes && under ? under->open(*bytes, sealed_as) : bytes;
        } catch (std::runtime_error const& error) {  // unreadable, or sealed under another key
            log::error("files.unreadable", {{"error", error.what()}});
            throw Problem{ProblemKind::internal, "file.damaged"};
        }
    });
}

Task<Sha256> Intake::keep(std::string const& bytes, std::optional<Seal> const& under, Random* random) {
    Drawn nonce{under ? random : nullptr};
    auto put = [&]() -> std::optional<Sha256> {
        try {
            return under ? store_.put(under->close(bytes, sealed_as, nonce)) : store_.put(bytes);
        } catch (std::system_error const& error) {
            log::error("files.not_stored", {{"error", error.what()}});  // a full disk, most likely
            return std::nullopt;
        }
    };
    auto name = co_await offload(workers_, put);
    if (!name) throw Problem{ProblemKind::unavailable, "attachment.try_again", "file"};
    co_return *name;
}

Task<ScanState> Intake::scan(std::string const& bytes) {
    if (!scanner_) co_return ScanState::not_configured;
    switch (co_await scanner_->scan(bytes)) {
        case Verdict::clean:
            co_return ScanState::clean;
        case Verdict::infected:
            co_return ScanState::infected;
        case Verdict::too_large:  // waiting would not help: the operator has set clamd's limit below ours
            log::error("clamd.limit_below_ours");
            throw Problem{ProblemKind::too_large, "attachment.too_large", "file"};
        case Verdict::unavailable:
            break;
    }
    co_return ScanState::pending;
}

Task<ScanState> Intake::scan_again(Sha256 file, std::optional<Seal> under) {
    auto const bytes = co_await read(file, std::move(under));
    if (!bytes) throw Problem{ProblemKind::not_found, "file.unknown"};
    co_return co_await scan(*bytes);
}

}  // namespace ombud::files
