// Turns what somebody sent into what may be stored and served: checked, re-encoded, named, scanned and on disk.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/seal.hpp"
#include "core/task.hpp"
#include "files/pictures.hpp"
#include "files/sniff.hpp"
#include "files/store.hpp"
#include "files/virus_scanner.hpp"

namespace ombud::files {

BOOST_DEFINE_ENUM_CLASS(ScanState, not_configured, pending, clean, infected)

// Serve it with nosniff and, unless it is a picture, as a download: a mail or a PDF must not run in our origin.
struct Prepared {
    std::string media_type;
    std::string name;
    Sha256 sha256;
    std::int64_t bytes{};
    std::optional<std::int32_t> width, height;
    std::optional<Sha256> thumbnail;  // image/webp
    std::optional<std::int32_t> thumbnail_width, thumbnail_height;
    ScanState scan{};  // pending: the scanner was not there; ask scan_again() later
};

class Intake {
public:
    // Without a scanner nothing is scanned. Everything named here must outlive the calls under way.
    Intake(Store const& store, Pictures& pictures, VirusScanner* scanner, asio::thread_pool& workers)
        : store_(store), pictures_(pictures), scanner_(scanner), workers_(workers) {}

    // When it returns, the bytes are on disk, under a key where one is given: their names are then those of the sealed bytes.
    // Problems (field "file"): attachment.empty, .too_large, .type, .undecodable, .too_many_pixels, .infected, .try_again.
    Task<Prepared> prepare(std::string bytes, std::string declared_name, std::optional<Seal> under = {},
                           Random* random = nullptr);
    // What the program made itself, kept as it is.
    Task<Sha256> keep_sealed(std::string const& bytes, Seal under, Random& random) {
        co_return co_await keep(bytes, std::optional{std::move(under)}, &random);
    }
    // What is kept already, sealed; the new name. nullopt: there is none.
    Task<std::optional<Sha256>> seal_kept(Sha256 file, Seal under, Random& random);
    Task<void> remove(Sha256 file);
    // Problem{internal, "file.damaged"}. nullopt: there is none.
    Task<std::optional<std::string>> read(Sha256 file, std::optional<Seal> under);
    // Whether prepare() would take it: throws what that throws, and keeps nothing.
    Task<void> check(std::string bytes);
    // pending as long as the scanner is not there. Problems: file.unknown, file.damaged, attachment.too_large for the scanner.
    Task<ScanState> scan_again(Sha256 file, std::optional<Seal> under = {});

private:
    struct Cleaned;
    Task<Cleaned> clean(std::string bytes, std::string declared_name);
    Task<ScanState> scan(std::string const& bytes);
    Task<Sha256> keep(std::string const& bytes, std::optional<Seal> const& under, Random* random);

    Store const& store_;
    Pictures& pictures_;
    VirusScanner* scanner_;
    asio::thread_pool& workers_;
};

}  // namespace ombud::files
