# Read by cpack for each kind of package: its version, which is that of the program as its bill of materials names it, and
# the name of its file. A package for one release of a system goes before the same version for the next one, and before
# one without a system's name.
file(READ ${CPACK_IBTR_BILL} bill)
string(JSON version GET "${bill}" packages 0 versionInfo)
string(JSON created GET "${bill}" creationInfo created)
cmake_host_system_information(RESULT system QUERY DISTRIB_INFO)
set(system "${system_ID}${system_VERSION_ID}")
execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE no_dpkg ERROR_QUIET)
if(no_dpkg)
  set(architecture ${CPACK_SYSTEM_NAME})
endif()

set(CPACK_PACKAGE_VERSION ${version})
set(CPACK_PACKAGE_FILE_NAME ${CPACK_PACKAGE_NAME}-${version}-${system}-${architecture})
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
elseif(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  string(REPLACE "-" "~" CPACK_DEBIAN_PACKAGE_VERSION "${version}~${system}")
  set(CPACK_DEBIAN_FILE_NAME ${CPACK_PACKAGE_NAME}_${CPACK_DEBIAN_PACKAGE_VERSION}_${architecture}.deb)
  list(APPEND CPACK_COMPONENTS_ALL debian)
  # For cmake/packaging/DebianFiles.cmake, which runs as a part of the installation.
  set(ENV{IBTR_DEBIAN_NAME} ${CPACK_PACKAGE_NAME})
  set(ENV{IBTR_DEBIAN_VERSION} ${CPACK_DEBIAN_PACKAGE_VERSION})
  set(ENV{IBTR_DEBIAN_MAINTAINER} ${CPACK_PACKAGE_CONTACT})
  set(ENV{IBTR_DEBIAN_DATE} ${created})
endif()
