// What each command does that is given beside the server, and prints.
#pragma once
#include "program/settings.hpp"

namespace ombud {

// Brings the database to this program's schema and says what it did.
void migrate(Settings const& settings);

struct NewPerson {
    std::string email, name, public_name, role;
    bool resets_factors = false;  // somebody known who lost their second factor
};
// Adds a member of staff and prints the one-time link by which they choose a password.
void add_staff(Settings const& settings, NewPerson const& person);

// Takes one letter from standard input, as a mail server's pipe gives it, and reads it for what it reports of letters of ours.
// It is on disk when this returns; the same letter again changes nothing.
void take_mail(Settings const& settings);
// What was set aside is read again by the server that runs, or the next that does; `letter`: only that one. Prints how many.
void reparse_mail(Settings const& settings, std::string const& letter);
// Letters go to that address again, although one bounced for good.
void allow_mail(Settings const& settings, std::string const& address);

// Reads a folder of guided answers and prints each mistake with file, line and what to do; whether there is none.
bool check_flows(std::filesystem::path const& folder);

// What is published, as a folder of Markdown and pictures; whether all of it could be written.
bool export_articles(Settings const& settings, std::filesystem::path const& folder);
// Takes such a folder in, whole or not at all, and prints what became of each file; whether it could be. A server that runs
// shows it within a second.
enum class Import { for_good, to_check };
bool import_articles(Settings const& settings, std::filesystem::path const& folder, Import how);

// Walks along the audit log and prints the first fault of each kind, with its place; whether there is none. `key_file`: the
// public key that `print_audit_key` gave; empty: the one in the data folder.
bool verify_audit(Settings const& settings, std::string const& key_file);
// The audit log as JSON Lines on standard output, from behind that record on.
void export_audit(Settings const& settings, std::int64_t after);
void print_audit_key(Settings const& settings);

}  // namespace ombud
