# Looks for MPI, with which `ibtr psa` runs on several machines. Sets IBTR_MPI_FOUND.
set(IBTR_MPI AUTO CACHE STRING "MPI: AUTO (where it is found), ON (required) or OFF")
set_property(CACHE IBTR_MPI PROPERTY STRINGS AUTO ON OFF)
if(NOT IBTR_MPI MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "IBTR_MPI is '${IBTR_MPI}'; AUTO, ON and OFF are allowed")
endif()

set(IBTR_MPI_FOUND FALSE)
if(IBTR_MPI STREQUAL "OFF" OR (IBTR_SANITIZE AND IBTR_MPI STREQUAL "AUTO"))
  # MPI libraries are not made for sanitizers: they leak and race in ways of their own.
  message(STATUS "MPI: not used")
else()
  set(MPI_CXX_SKIP_MPICXX TRUE)  # the C interface is all that is used
  find_package(MPI QUIET COMPONENTS CXX)
  if(MPI_CXX_FOUND)
    set(IBTR_MPI_FOUND TRUE)
    message(STATUS "MPI: ${MPI_CXX_COMPILER}")
  elseif(IBTR_MPI STREQUAL "ON")
    message(FATAL_ERROR "MPI is required (IBTR_MPI=ON) but was not found (Debian and Ubuntu: apt-get install libopenmpi-dev openmpi-bin)")
  else()
    message(STATUS "MPI: not found; `ibtr psa` runs as one process (Debian and Ubuntu: libopenmpi-dev openmpi-bin)")
  endif()
endif()
