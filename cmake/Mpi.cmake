# Looks for MPI, with which `ibtr psa` runs on several machines. Sets IBTR_MPI_FOUND.
set(IBTR_MPI AUTO CACHE STRING "MPI: AUTO (where it is found), ON (required) or OFF")
set_property(CACHE IBTR_MPI PROPERTY STRINGS AUTO ON OFF)
if(NOT IBTR_MPI MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "IBTR_MPI is '${IBTR_MPI}'; AUTO, ON and OFF are allowed")
endif()

# ibtr_explain_lack_of_mpi(why): empty where MPI can be looked for. A wrapper without its headers, as Debian's openmpi-bin
# alone has it, would stop find_package(MPI) with errors of its own instead of an answer.
function(ibtr_explain_lack_of_mpi why)
  set(${why} "" PARENT_SCOPE)
  find_program(IBTR_MPI_WRAPPER NAMES mpicxx mpic++ mpiCC HINTS "${MPI_HOME}" ENV MPI_HOME PATH_SUFFIXES bin)
  mark_as_advanced(IBTR_MPI_WRAPPER)
  set(wrapper "${IBTR_MPI_WRAPPER}")
  if(MPI_CXX_COMPILER)
    set(wrapper "${MPI_CXX_COMPILER}")
  endif()
  if(NOT wrapper)
    return()  # libraries without a wrapper are looked for all the same
  endif()
  file(WRITE "${CMAKE_BINARY_DIR}/ibtr_try_mpi.cpp" "#include <mpi.h>\n")
  execute_process(COMMAND "${wrapper}" -E "${CMAKE_BINARY_DIR}/ibtr_try_mpi.cpp" OUTPUT_QUIET ERROR_QUIET
    RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    set(${why} ", ${wrapper} has no mpi.h" PARENT_SCOPE)
  endif()
endfunction()

set(IBTR_MPI_FOUND FALSE)
if(IBTR_MPI STREQUAL "OFF" OR (IBTR_SANITIZE AND IBTR_MPI STREQUAL "AUTO"))
  # MPI libraries are not made for sanitizers: they leak and race in ways of their own.
  message(STATUS "MPI: not used")
else()
  ibtr_explain_lack_of_mpi(IBTR_MPI_WHY_NOT)
  if(NOT IBTR_MPI_WHY_NOT)
    set(MPI_CXX_SKIP_MPICXX TRUE)  # the C interface is all that is used
    find_package(MPI QUIET COMPONENTS CXX)
  endif()
  if(MPI_CXX_FOUND AND NOT IBTR_MPI_WHY_NOT)
    set(IBTR_MPI_FOUND TRUE)
    message(STATUS "MPI: ${MPI_CXX_COMPILER}")
  elseif(IBTR_MPI STREQUAL "ON")
    message(FATAL_ERROR "MPI is required (IBTR_MPI=ON) but was not found${IBTR_MPI_WHY_NOT} (Debian and Ubuntu: "
      "apt-get install libopenmpi-dev openmpi-bin)")
  else()
    message(STATUS "MPI: not found${IBTR_MPI_WHY_NOT}; `ibtr psa` runs as one process "
      "(Debian and Ubuntu: libopenmpi-dev openmpi-bin)")
  endif()
endif()
