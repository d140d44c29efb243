// The help centre's way out into a folder of Markdown and pictures, and in from one; and the articles that come with the program.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <set>

#include "core/random.hpp"
#include "files/intake.hpp"
#include "knowledge/folder.hpp"
#include "knowledge/model.hpp"

namespace ombud::postgres {
class Database;
}
namespace ombud::audit {
class Log;
}

namespace ombud::knowledge {

struct PictureFile;

struct ExportedFolder {
    std::vector<File> files;            // by path
    std::vector<FileProblem> problems;  // a picture that is gone is left out; without it the folder cannot come in
};

// For whoever runs the program: the acts count as the command line's. A server that runs follows within a second.
class ArticleFolder {
public:
    ArticleFolder(postgres::Database& database, audit::Log& audit, files::Intake& intake, files::Store const& store,
                  asio::thread_pool& workers, Clock& clock, Random& random);

    // What is published, and the pictures that it shows.
    Task<ExportedFolder> take_out();
    // All of it or, where `problems` says what is wrong, nothing. Articles that the folder does not hold stay as they are.
    Task<ImportReport> take_in(std::vector<File> files);
    // Only says what would happen.
    Task<ImportReport> check(std::vector<File> files);
    // The articles that come with the program, when there is none yet; before Library::load. Whether there was none.
    Task<bool> take_in_shipped();

private:
    enum class How { for_good, to_check, shipped };
    Task<ImportReport> take_in(std::vector<File> files, How how);
    Task<std::set<PictureId>> known_pictures();
    using Pictures = std::vector<std::pair<PictureId, files::Prepared>>;
    Task<Pictures> clean(std::vector<PictureFile>& pictures, How how, std::vector<FileProblem>& problems);
    Task<void> take_out(PictureId id, std::string named_in, ExportedFolder& to);

    postgres::Database& database_;
    audit::Log& audit_;
    files::Intake& intake_;
    files::Store const& store_;
    asio::thread_pool& workers_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::knowledge
