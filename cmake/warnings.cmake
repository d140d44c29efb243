# Warnings, sanitizers and the linker: what every target of the house is compiled with.
add_library(ombud_options INTERFACE)
target_include_directories(ombud_options INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
target_compile_options(ombud_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                                               -Wno-missing-field-initializers)
target_compile_definitions(ombud_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_VISIBILITY
  BOOST_JSON_NO_LIB BOOST_URL_NO_LIB FMT_HEADER_ONLY=0)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(ombud_options INTERFACE -Wno-missing-designated-field-initializers
    $<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>)
  add_link_options(-fuse-ld=lld)
endif()
if(OMBUD_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(OMBUD_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
