# Warnings are errors, with gcc and with clang; each preset adds its own flags on top.
add_compile_definitions(_GNU_SOURCE)
add_compile_options(
  -Werror -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wformat=2 -Wundef -Wvla -Wswitch-enum -Wnull-dereference -Wfloat-equal
  -Wimplicit-fallthrough -Wpointer-arith -Wwrite-strings
  -fno-strict-aliasing -fno-omit-frame-pointer -fno-common)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection
                      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(BUSBAR_SANITIZE)
  add_compile_options(-fsanitize=${BUSBAR_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BUSBAR_SANITIZE})
endif()
