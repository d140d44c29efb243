// Forms of pages: as one line of fields, and with files among them.
#define RESTINIO_USE_BOOST_ASIO shared
#define nsel_CONFIG_SELECT_EXPECTED nsel_EXPECTED_NONSTD  // RESTinio 0.6 was written for the library's own expected
#include <restinio/helpers/http_field_parsers/content-disposition.hpp>
#include <restinio/helpers/http_field_parsers/content-type.hpp>
#include <restinio/helpers/multipart_body.hpp>

#include "http/decode.hpp"
#include "http/server.hpp"

namespace ombud::http {

namespace {

namespace field_parsers = restinio::http_field_parsers;
namespace multipart = restinio::multipart_body;

Problem malformed() {
    return {ProblemKind::malformed, "form.malformed"};
}

std::string decoded(std::string_view text) {
    auto out = percent_decode(text, Plus::is_space);
    if (!out || !valid_text(*out)) throw malformed();
    return std::move(*out);
}

std::string boundary_of(Request const& request) {
    auto const type = field_parsers::content_type_value_t::try_parse(request.field("content-type"));
    if (!type || type->media_type.type != "multipart" || type->media_type.subtype != "form-data")
        throw Problem{ProblemKind::unsupported, "form.type"};
    auto const boundary = field_parsers::find_first(type->media_type.parameters, "boundary");
    if (!boundary || multipart::check_boundary_value(*boundary)) throw malformed();
    return "--" + std::string(*boundary);
}

}  // namespace

std::vector<Field> read_form(std::string_view body) {
    std::vector<Field> out;
    while (!body.empty()) {
        auto const pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        if (pair.empty()) continue;
        auto const equals = std::min(pair.find('='), pair.size());
        out.push_back({decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size())))});
    }
    return out;
}

FormWithFiles read_form_with_files(Request const& request) {
    FormWithFiles out;
    auto const parts = multipart::split_multipart_body(request.body, boundary_of(request));
    if (parts.empty()) throw malformed();
    for (auto const part : parts) {
        auto parsed = multipart::try_parse_part(part);
        if (!parsed) throw malformed();
        auto const disposition = parsed->fields.opt_value_of("content-disposition");
        auto const said = disposition ? field_parsers::content_disposition_value_t::try_parse(*disposition)
                                      : decltype(field_parsers::content_disposition_value_t::try_parse({})){};
        if (!disposition || !said || said->value != "form-data") throw malformed();
        auto const name = field_parsers::find_first(said->parameters, "name");
        if (!name || !valid_text(*name)) throw malformed();
        auto const file = field_parsers::find_first(said->parameters, "filename");
        if (file) {
            if (!valid_text(*file)) throw malformed();
            // A field for a file that nobody chose comes empty and without a name.
            if (!file->empty() || !parsed->body.empty())
                out.files.push_back({std::string(*name), std::string(*file), std::string(parsed->body)});
        } else {
            if (!valid_text(parsed->body)) throw malformed();
            out.fields.push_back({std::string(*name), std::string(parsed->body)});
        }
    }
    return out;
}

}  // namespace ombud::http
