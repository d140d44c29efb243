// How articles name the pictures that they show, and the pictures that come with a folder of them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/sniff.hpp"
#include "knowledge/folder.hpp"
#include "knowledge/model.hpp"

namespace ombud::knowledge {

// PNG, JPEG or WebP; else Problem{unsupported, "picture.type", "file"}.
files::Kind picture_kind(std::string_view bytes);
// Its path in a folder of articles: "media/<id>.png". An article names it as "../media/<id>.png".
std::string picture_path(PictureId id, std::string_view media_type);
// Of what an article names, in that way or as the site's own address "/media/<id>".
std::optional<PictureId> picture_at(std::string_view target);
// The pictures that a text names, each once.
std::vector<PictureId> pictures_named(std::string_view markdown);

// "media/queue.png" of a folder. Its id is its name or, under any other name, made of its bytes: the same file is the same
// picture.
struct PictureFile {
    std::string path;
    PictureId id;
    std::string bytes;
    std::string own_path;  // as we write it
};

// Takes them out of the files. What is wrong with one goes to `problems`.
std::vector<PictureFile> take_pictures(std::vector<File>& files, std::vector<FileProblem>& problems);
// Articles name a picture of the folder by its id from then on. One that names a picture that is neither there nor `known` is a
// problem; `files` are those that the articles were read from.
void link_pictures(std::vector<ArticleFile>& articles, std::vector<PictureFile> const& pictures,
                   std::function<bool(PictureId)> const& known, std::vector<File> const& files,
                   std::vector<FileProblem>& problems);

}  // namespace ombud::knowledge
