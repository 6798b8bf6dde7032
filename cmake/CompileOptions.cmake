# Every target: the same arithmetic on every machine, and warnings that find mistakes.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(IBTR_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)

add_library(ibtr_options INTERFACE)
target_compile_options(ibtr_options INTERFACE -ffp-contract=off -Wall -Wextra -Wconversion -Wshadow -Wdouble-promotion)
if(IBTR_WARNINGS_AS_ERRORS)
  target_compile_options(ibtr_options INTERFACE -Werror)
endif()
target_include_directories(ibtr_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
