# Files as arrays in the program, read when it is built: as a script,
#   cmake -DFILE=... -DNAME=... -DOUTPUT=... -P EmbedFiles.cmake
# writes a source that defines `const unsigned char NAME[]`, `const std::size_t NAME_size` and `const char NAME_sha256[]`,
# 64 hex digits, in namespace ibtr::page.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${FILE}" bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
  file(SHA256 "${FILE}" digest)
  file(WRITE "${OUTPUT}" "#include <cstddef>\n\nnamespace ibtr::page {\nextern const unsigned char ${NAME}[];\n"
    "extern const std::size_t ${NAME}_size;\nextern const char ${NAME}_sha256[];\nconst unsigned char ${NAME}[] = {\n${bytes}0};\n"
    "const std::size_t ${NAME}_size = sizeof ${NAME} - 1;\nconst char ${NAME}_sha256[] = \"${digest}\";\n}  // namespace ibtr::page\n")
  return()
endif()

# ibtr_embed(<variable> <file> <name>): appends to <variable> the source that holds <file> as <name>.
function(ibtr_embed variable file name)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DFILE=${file} -DNAME=${name} -DOUTPUT=${source} -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake COMMENT "Embedding ${name}" VERBATIM)
  set(${variable} ${${variable}} ${source} PARENT_SCOPE)
endfunction()
