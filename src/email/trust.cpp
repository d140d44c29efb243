#include "email/trust.hpp"

#include <boost/algorithm/string.hpp>

#include "mail/authentication.hpp"

namespace ombud::email {

namespace {

// The same domain, or the letter's is below the one that signed.
bool covers(std::string_view signer, std::string_view domain) {
    if (auto const at = signer.rfind('@'); at != signer.npos) signer.remove_prefix(at + 1);
    return signer == domain || (signer.contains('.') && domain.ends_with("." + std::string(signer)));
}

// Whose signature it was: the domain counts, not the identity that it names, where both are told.
std::string signer_of(mail::AuthenticationMethod const& dkim) {
    auto const domain = dkim.get("header.d");
    return domain.empty() ? dkim.get("header.i") : domain;
}

}  // namespace

Belief belief_in(mail::Letter const& letter, std::string_view authserv_id) {
    if (authserv_id.empty() || letter.authentication_results.empty() || letter.from.size() != 1) return Belief::unknown;
    auto const said = mail::read_authentication(letter.authentication_results.front());
    if (said.server != boost::to_lower_copy(std::string(authserv_id))) return Belief::unknown;
    auto const domain = boost::to_lower_copy(std::string(mail::domain_of(letter.from.front().address)));
    bool failed = false;
    for (auto const& method : said.methods) {
        if (method.name == "dmarc" && method.result == "fail") return Belief::refuted;
        if (method.name == "dmarc" && method.result == "pass" && method.get("header.from") == domain) return Belief::believed;
        if (method.name == "dkim" && method.result == "pass" && covers(signer_of(method), domain)) return Belief::believed;
        failed = failed || ((method.name == "dkim" || method.name == "spf") && method.result == "fail");
    }
    return failed ? Belief::refuted : Belief::unknown;
}

}  // namespace ombud::email
