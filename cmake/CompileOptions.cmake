# Every target: the same arithmetic on every machine, and warnings that find mistakes.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(IBTR_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
set(IBTR_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: address,undefined or thread")

# For everything below, fetched libraries included: a sanitizer that sees half of a program misjudges it. Names and lines
# (-g1) are all that a report shows; the rest doubles the time to compile and link.
if(IBTR_SANITIZE)
  add_compile_options(-fsanitize=${IBTR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${IBTR_SANITIZE})
  # g++ takes the sanitizer's own code for reads of what was never written.
  add_compile_options($<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
endif()

# For everything below, fetched libraries included: a write past the end of an array on the stack, or of a buffer whose size
# is known, ends the program, and on x86-64 an indirect jump lands only where one is meant to. The engine of AVX2 executes
# 0.1 % fewer instructions with them (callgrind, a history of configs/ibtr.toml): no object is left out.
set(ibtr_hardening -fstack-protector-strong)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND ibtr_hardening -fcf-protection)
endif()
# Functions of the C library that know their buffer need an optimising compiler, and would hide from a sanitizer what it
# looks for. A distribution's compiler may have asked for them already.
set(ibtr_fortified FALSE)
if(NOT IBTR_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  set(ibtr_fortified TRUE)
  list(APPEND ibtr_hardening -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
add_compile_options("$<$<COMPILE_LANGUAGE:C,CXX>:${ibtr_hardening}>")

# A quarter of the time to compile a file is its own, the rest that of the headers that all files of a layer include. Off,
# each file is compiled alone: for work on a few files, and to see that each includes what it uses.
option(IBTR_UNITY "Compile the files of a layer together, eight at a time" ON)

# ibtr_options: linked by each of the project's own targets.
add_library(ibtr_options INTERFACE)
target_include_directories(ibtr_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_options(ibtr_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off;-Wall;-Wextra;-Wconversion;-Wshadow;-Wdouble-promotion>
  # g++ 12 sees overlapping copies in std::string where there are none (GCC bug 105651).
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  # Of files compiled together only one is the main file, where a type may have members of unnamed namespaces.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>,$<BOOL:${IBTR_UNITY}>>:-Wno-subobject-linkage>
  # Of files compiled together, what one of them hides of another it does not see when compiled alone.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang,AppleClang>,$<BOOL:${IBTR_UNITY}>>:-Wno-shadow>
  # Under clang -Wconversion and -Wdouble-promotion (to long double too) mean more than under g++.
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang,AppleClang>>:-Wno-sign-conversion;-Wno-double-promotion>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${IBTR_WARNINGS_AS_ERRORS}>>:-Werror>
  # The device rounds as the host does: no contraction, and never --use_fast_math.
  $<$<COMPILE_LANGUAGE:CUDA>:-fmad=false;-Xcompiler=-ffp-contract=off;-Xcompiler=-Wall>
  $<$<AND:$<COMPILE_LANGUAGE:CUDA>,$<BOOL:${IBTR_WARNINGS_AS_ERRORS}>>:-Werror=all-warnings>)
