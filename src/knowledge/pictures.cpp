#include "knowledge/pictures.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "files/store.hpp"
#include "knowledge/words.hpp"

namespace ombud::knowledge {

namespace {

constexpr std::string_view folder_name = "media/";
constexpr std::size_t id_letters = 36;
constexpr std::size_t name_letters = 100;

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

std::optional<PictureId> id_in(std::string_view name) {
    if (name.size() > id_letters && name[id_letters] != '.') return std::nullopt;
    return PictureId::parse(name.substr(0, id_letters));
}

// A UUID of version 8 (RFC 9562): its bits are of a hash.
PictureId id_of(std::string_view bytes) {
    auto const hash = files::Sha256::of(bytes);
    PictureId out;
    std::ranges::copy_n(hash.bytes.begin(), out.uuid.bytes.size(), out.uuid.bytes.begin());
    out.uuid.bytes[6] = std::uint8_t((out.uuid.bytes[6] & 0x0f) | 0x80);
    out.uuid.bytes[8] = std::uint8_t((out.uuid.bytes[8] & 0x3f) | 0x80);
    return out;
}

// Where a name of a picture stands in a text.
struct Named {
    std::size_t at{}, size{};
};

// The next one from `from` on: behind "../media/" or "/media/", unless those end an address of somewhere else.
std::optional<Named> next_named(std::string_view text, std::size_t from) {
    constexpr std::string_view mark = "/media/";
    for (auto at = text.find(mark, from); at != text.npos; at = text.find(mark, at + 1)) {
        auto const before = text.substr(0, at);
        auto const start = before.ends_with("..") ? at - 2 : at;
        if (start > 0 && (is_of_name(text[start - 1]) || text[start - 1] == '/')) continue;
        auto const name = at + mark.size();
        auto end = name;
        while (end < text.size() && is_of_name(text[end])) ++end;
        if (end > name) return Named{name, end - name};
    }
    return std::nullopt;
}

std::int64_t line_of(std::string_view bytes, std::string_view what) {
    auto const at = std::min(bytes.find(what), bytes.size());
    return 1 + std::ranges::count(bytes.substr(0, at), '\n');
}

}  // namespace

files::Kind picture_kind(std::string_view bytes) {
    auto const kind = [&]() -> std::optional<files::Kind> {
        try {
            return files::sniff(bytes);
        } catch (Problem const&) {
            return std::nullopt;
        }
    }();
    if (kind != files::png && kind != files::jpeg && kind != files::webp)
        throw Problem{ProblemKind::unsupported, "picture.type", "file"};
    return *kind;
}

std::string picture_path(PictureId id, std::string_view media_type) {
    auto const of_type = [&](files::Kind const* kind) { return kind->media_type == media_type; };
    std::array const kinds{&files::png, &files::jpeg, &files::webp};
    auto const kind = std::ranges::find_if(kinds, of_type);
    return std::string(folder_name) + id.text() + (kind == kinds.end() ? "" : (*kind)->extension);
}

std::optional<PictureId> picture_at(std::string_view target) {
    auto const named = next_named(target, 0);
    return named && named->at + named->size == target.size() ? id_in(target.substr(named->at)) : std::nullopt;
}

std::vector<PictureId> pictures_named(std::string_view markdown) {
    std::vector<PictureId> out;
    for (auto named = next_named(markdown, 0); named; named = next_named(markdown, named->at))
        if (auto const id = id_in(markdown.substr(named->at, named->size)); id && !is_among(*id, out)) out.push_back(*id);
    return out;
}

std::vector<PictureFile> take_pictures(std::vector<File>& files, std::vector<FileProblem>& problems) {
    std::vector<PictureFile> out;
    auto const is_picture = [](File const& file) { return file.path.starts_with(folder_name) && !file.path.ends_with(".md"); };
    for (auto& file : files) {
        if (!is_picture(file)) continue;
        auto const name = std::string_view(file.path).substr(folder_name.size());
        if (!std::ranges::all_of(name, is_of_name) || name.size() > name_letters) {
            add_problem(problems, file.path, 0, "picture.name");
            continue;
        }
        try {
            auto const kind = picture_kind(file.bytes);
            auto const id = id_in(name).value_or(id_of(file.bytes));
            auto own_path = picture_path(id, kind.media_type);
            out.push_back({.path = file.path, .id = id, .bytes = std::move(file.bytes), .own_path = std::move(own_path)});
        } catch (Problem const& found) {
            add_problem(problems, file.path, 0, found.code);
        }
    }
    std::erase_if(files, is_picture);
    return out;
}

void link_pictures(std::vector<ArticleFile>& articles, std::vector<PictureFile> const& pictures,
                   std::function<bool(PictureId)> const& known, std::vector<File> const& files,
                   std::vector<FileProblem>& problems) {
    auto const file_named = [&](std::string_view name) {
        return std::ranges::find_if(pictures, [&](auto const& each) { return each.path.substr(folder_name.size()) == name; });
    };
    auto const is_there = [&](PictureId id) {
        return known(id) || std::ranges::find(pictures, id, &PictureFile::id) != pictures.end();
    };
    for (auto& article : articles) {
        auto& text = article.markdown;
        for (auto named = next_named(text, 0); named; named = next_named(text, named->at)) {
            auto const name = text.substr(named->at, named->size);
            auto const id = id_in(name);
            if (id && is_there(*id)) continue;
            if (auto const file = file_named(name); !id && file != pictures.end()) {
                text.replace(named->at, named->size, std::string_view(file->own_path).substr(folder_name.size()));
            } else {
                auto const source = std::ranges::find(files, article.path, &File::path);
                add_problem(problems, article.path, line_of(source->bytes, "/media/" + name), "picture.missing");
            }
        }
        if (text.size() > limits::article_bytes) add_problem(problems, article.path, 0, "article.too_long");  // ids are long
    }
}

}  // namespace ombud::knowledge
