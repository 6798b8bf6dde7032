# The engine as WebAssembly, for pages that simulate again: clang with the target wasm32, and wasm-ld. Where they are not
# there, pages are made without it and say so.
find_program(IBTR_WASM_COMPILER NAMES clang++ clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14
  DOC "clang++ that compiles the engine of report pages")

# ibtr_browser_engine(<variable> SCALAR <source>... VECTORS <source>... INCLUDES <folder>...): the file that is made, or
# nothing, and <variable>_WHY. VECTORS are compiled for 128-bit vectors.
function(ibtr_browser_engine variable)
  cmake_parse_arguments(ARG "" "" "SCALAR;VECTORS;INCLUDES" ${ARGN})
  set(${variable} "" PARENT_SCOPE)
  set(options --target=wasm32 -std=c++20 -O3 -DNDEBUG -ffp-contract=off -ffreestanding -fno-exceptions -fno-rtti
    -fno-builtin -fvisibility=hidden -Wall -Wextra)
  set(linking --target=wasm32 -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=1048576)
  if(NOT IBTR_WASM_COMPILER)
    set(${variable}_WHY "no clang++ was found when this program was built" PARENT_SCOPE)
    return()
  endif()
  set(probe ${CMAKE_CURRENT_BINARY_DIR}/wasm_probe)
  file(WRITE ${probe}.cpp "extern \"C\" __attribute__((export_name(\"one\"))) int one() { return 1; }\n")
  execute_process(COMMAND ${IBTR_WASM_COMPILER} ${options} ${linking} -o ${probe}.wasm ${probe}.cpp
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set(${variable}_WHY "${IBTR_WASM_COMPILER} could not link for wasm32 when this program was built (Debian and Ubuntu: apt-get install clang lld)"
      PARENT_SCOPE)
    return()
  endif()
  foreach(folder IN LISTS ARG_INCLUDES)
    list(APPEND options -isystem ${folder})
  endforeach()
  list(APPEND options -I ${PROJECT_SOURCE_DIR}/include -I ${PROJECT_SOURCE_DIR}/host)
  file(GLOB_RECURSE read CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/ibtr/core/*.hpp
    ${PROJECT_SOURCE_DIR}/host/engine/*.hpp ${CMAKE_CURRENT_SOURCE_DIR}/browser/*)
  set(objects)
  foreach(source IN LISTS ARG_SCALAR ARG_VECTORS)
    get_filename_component(name ${source} NAME_WE)
    set(vectors)
    if(source IN_LIST ARG_VECTORS)
      set(vectors -msimd128)
    endif()
    set(object ${CMAKE_CURRENT_BINARY_DIR}/browser_${name}.o)
    add_custom_command(OUTPUT ${object} COMMAND ${IBTR_WASM_COMPILER} ${options} ${vectors} -c -o ${object} ${source}
      DEPENDS ${read} COMMENT "Compiling ${name} for browsers" VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(made ${CMAKE_CURRENT_BINARY_DIR}/engine.wasm)
  add_custom_command(OUTPUT ${made} COMMAND ${IBTR_WASM_COMPILER} ${linking} -o ${made} ${objects} DEPENDS ${objects}
    COMMENT "Linking the engine for browsers" VERBATIM)
  set(${variable} ${made} PARENT_SCOPE)
endfunction()
