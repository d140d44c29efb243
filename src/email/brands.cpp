#include "email/brands.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "outbox/letters.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

std::string name_of(std::string const& typed, char const* field) {
    return safety::typed_name(typed, field);
}

std::string words_of(std::optional<std::string> const& typed, char const* field) {
    auto words = text::clean_lines(typed.value_or(""));
    if (safety::holds_secret(words)) throw Problem{ProblemKind::invalid, "name.secret", field};
    if (text::count_code_points(words) > limits::brand_text_letters) throw Problem{ProblemKind::invalid, "field.range", field};
    return words;
}

Brand brand_of(BrandId id, BrandWords const& words, Timestamp now) {
    auto const address = text::email_key(words.address);
    if (!address) throw Problem{ProblemKind::invalid, "email.invalid", "address"};
    return {.id = id,
            .address = *address,
            .name_en = name_of(words.name_en, "name_en"),
            .name_zh = name_of(words.name_zh, "name_zh"),
            .acknowledgement_en = words_of(words.acknowledgement_en, "acknowledgement_en"),
            .acknowledgement_zh = words_of(words.acknowledgement_zh, "acknowledgement_zh"),
            .closing_en = words_of(words.closing_en, "closing_en"),
            .closing_zh = words_of(words.closing_zh, "closing_zh"),
            .changed_at = now};
}

}  // namespace

Task<Brand> Brands::keep(FreshAgent by, Brand brand, char const* act) {
    std::optional<Brand> kept;
    try {
        kept = co_await database_.run(sql::keep_brand, brand.id, brand.address, brand.name_en, brand.name_zh,
                                      brand.acknowledgement_en, brand.acknowledgement_zh, brand.closing_en, brand.closing_zh,
                                      brand.changed_at);
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "brand.known", "address"};
        throw;
    }
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = brand.id.uuid, .details = {}});
    co_return std::move(kept.value());
}

Task<Brand> Brands::add(FreshAgent by, BrandWords words) {
    auto brand = brand_of(BrandId::make(clock_, random_), words, clock_.now());
    if ((co_await database_.run(sql::brands)).size() >= limits::brands_at_most)
        throw Problem{ProblemKind::conflict, "brand.too_many"};
    co_return co_await keep(std::move(by), std::move(brand), "mail.brand_added");
}

Task<Brand> Brands::change(FreshAgent by, BrandId id, BrandWords words) {
    auto brand = brand_of(id, words, clock_.now());
    auto const all = co_await database_.run(sql::brands);
    if (std::ranges::find(all, id, &Brand::id) == all.end()) throw Problem{ProblemKind::not_found, "brand.unknown"};
    co_return co_await keep(std::move(by), std::move(brand), "mail.brand_changed");
}

Task<void> Brands::remove(FreshAgent by, BrandId id) {
    if (!co_await database_.run(sql::remove_brand, id)) throw Problem{ProblemKind::not_found, "brand.unknown"};
    co_await audit_.record({.act = "mail.brand_removed",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = id.uuid,
                            .details = {}});
}

Task<PreviewedBrand> Brands::preview(Agent by, BrandPreview wanted) {
    text::require_language(wanted.language);
    auto const brand = brand_of({}, wanted.brand, clock_.now());
    bool const english = wanted.language == "en";
    // Names that nobody has stand for what differs from letter to letter.
    auto const letter = [&](char const* name, std::string const& own, std::optional<outbox::Words> words) {
        std::map<std::string, std::string> values;
        for (auto const& value : outbox::values_of(name, wanted.language)) values[value] = "…";
        values["reference"] = "OM-7F3K-92QD";
        values["agent"] = by.name;
        values["brand"] = own;
        std::string const which = name;
        auto written = outbox::write_letter(
            {.letter = which, .language = wanted.language, .values = values, .phrase = std::nullopt, .words = std::move(words)});
        return PreviewedLetter{std::move(written.subject), std::move(written.text), std::move(written.html)};
    };
    auto const& closing = english ? brand.closing_en : brand.closing_zh;
    auto const& paragraph = english ? brand.acknowledgement_en : brand.acknowledgement_zh;
    co_return PreviewedBrand{
        .acknowledgement = letter("mail_received", paragraph, std::nullopt),
        .answer =
            letter("mail_answer", closing,
                   outbox::Words{.body = "…", .subject = english ? "Re: …" : "回复：…", .quoted_heading = {}, .quoted = {}})};
}

}  // namespace ombud::email
