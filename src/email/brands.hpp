// Brands: the names and addresses under which we write, kept by administrators.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "email/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::email {

// What administrators send. Control characters are taken out of names; each text has limits::brand_text_letters at most.
struct BrandWords {
    std::string address;
    std::string name_en, name_zh;
    std::optional<std::string> acknowledgement_en, acknowledgement_zh, closing_en, closing_zh;
};
BOOST_DESCRIBE_STRUCT(BrandWords, (), (address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh))

struct BrandPreview {
    BrandWords brand;
    std::string language;
};
BOOST_DESCRIBE_STRUCT(BrandPreview, (), (brand, language))

struct PreviewedLetter {
    std::string subject, text, html;
};
BOOST_DESCRIBE_STRUCT(PreviewedLetter, (), (subject, text, html))

struct PreviewedBrand {
    PreviewedLetter acknowledgement, answer;
};
BOOST_DESCRIBE_STRUCT(PreviewedBrand, (), (acknowledgement, answer))

class Brands {
public:
    Brands(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), audit_(audit), clock_(clock), random_(random) {}

    // Problem{invalid, "email.invalid", "address"}, {invalid, "name.empty" | "field.range", …}, {conflict, "brand.known",
    // "address"}, {conflict, "brand.too_many"}.
    Task<Brand> add(FreshAgent by, BrandWords words);
    Task<Brand> change(FreshAgent by, BrandId id, BrandWords words);
    Task<void> remove(FreshAgent by, BrandId id);
    // How its letters would read.
    Task<PreviewedBrand> preview(Agent by, BrandPreview wanted);

private:
    Task<Brand> keep(FreshAgent by, Brand brand, char const* act);

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::email
