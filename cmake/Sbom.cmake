# As a script, after the program is linked:
#   cmake -DREADELF=... -DPROGRAM=... -DSBOM=... -DOUTPUT=... -P Sbom.cmake
# writes what the program SBOM prints when it is told the libraries that PROGRAM asks the loader for.
execute_process(COMMAND ${READELF} --dynamic --wide ${PROGRAM} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*\\[[^\n]*\\]" lines "${dynamic}")
set(needed "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE ".*\\[(.*)\\]" "\\1" name "${line}")
  list(APPEND needed ${name})
endforeach()
execute_process(COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0 ${SBOM} ${needed} OUTPUT_FILE ${OUTPUT}
  COMMAND_ERROR_IS_FATAL ANY)
