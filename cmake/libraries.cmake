# Every library that Ombud links, found once; modules name the targets they use.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)

foreach(entry
    "sodium libsodium" "pq libpq" "jose jose" "jansson jansson" "secp256k1 libsecp256k1" "re2 re2" "icu icu-uc;icu-i18n" "zlib zlib" "psl libpsl" "magic libmagic"
    "vips vips-cpp" "seccomp libseccomp" "maxminddb libmaxminddb" "curl libcurl"
    "yaml yaml-cpp" "cmark libcmark-gfm"
    "oath liboath" "qrencode libqrencode" "cbor libcbor" "gmime gmime-3.0" "gumbo gumbo")
  string(REPLACE " " ";" pair "${entry}")
  list(POP_FRONT pair name)
  string(TOUPPER "PKG_${name}" variable)
  pkg_check_modules(${variable} REQUIRED IMPORTED_TARGET GLOBAL ${pair})
  add_library(lib::${name} ALIAS PkgConfig::${variable})
endforeach()
# RE2 and GLib ask for -pthread, which would part them from the precompiled header that every module shares; glibc needs it no more.
set_property(TARGET PkgConfig::PKG_RE2 PkgConfig::PKG_GMIME PROPERTY INTERFACE_COMPILE_OPTIONS)

# Botan 2 on Debian 12, 3 on Debian 13.
pkg_search_module(PKG_BOTAN REQUIRED IMPORTED_TARGET GLOBAL botan-3 botan-2)
add_library(lib::botan ALIAS PkgConfig::PKG_BOTAN)

# zxcvbn comes without a pkg-config file.
find_library(ZXCVBN zxcvbn REQUIRED)
add_library(lib_zxcvbn INTERFACE)
target_link_libraries(lib_zxcvbn INTERFACE ${ZXCVBN})
add_library(lib::zxcvbn ALIAS lib_zxcvbn)

# The extensions of cmark-gfm (tables, strikethrough) have none either.
find_library(CMARK_EXTENSIONS cmark-gfm-extensions REQUIRED)
target_link_libraries(PkgConfig::PKG_CMARK INTERFACE ${CMARK_EXTENSIONS})

# Nor has Snowball's stemmer.
find_library(STEMMER stemmer REQUIRED)
add_library(lib_stemmer INTERFACE)
target_link_libraries(lib_stemmer INTERFACE ${STEMMER})
add_library(lib::stemmer ALIAS lib_stemmer)

# prometheus-cpp's own CMake package wants the pull part; the core alone is enough.
find_library(PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
add_library(lib_prometheus INTERFACE)
target_link_libraries(lib_prometheus INTERFACE ${PROMETHEUS_CORE})
add_library(lib::prometheus ALIAS lib_prometheus)

if(OMBUD_TESTS)
  find_package(GTest REQUIRED)
endif()
