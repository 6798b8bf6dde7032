# `cpack` makes a .deb and a .tar.gz of the component `program`: ibtr, or ibtr-cuda where the CUDA backend is in it.
set(IBTR_MAINTAINER "The ibtr authors <maintainers@ibtr.example>" CACHE STRING "Maintainer in packages: NAME <ADDRESS>")

install(FILES cmake/packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# In a .deb alone: what Debian asks of a package.
install(SCRIPT cmake/packaging/DebianFiles.cmake COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME ibtr)
if(TARGET ibtr_cuda)
  set(CPACK_PACKAGE_NAME ibtr-cuda)
  set(CPACK_DEBIAN_PACKAGE_PROVIDES ibtr)
  set(CPACK_DEBIAN_PACKAGE_CONFLICTS ibtr)
  set(CPACK_DEBIAN_PACKAGE_REPLACES ibtr)
endif()
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/packaging/PackageVersion.cmake)
set(CPACK_IBTR_BILL ${PROJECT_BINARY_DIR}/manual/ibtr.spdx.json)
set(CPACK_PACKAGE_CONTACT ${IBTR_MAINTAINER})
set(CPACK_PACKAGE_VENDOR "The ibtr authors")
set(CPACK_STRIP_FILES TRUE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox, fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "graphviz, openmpi-bin, python3-pandas, r-base-core")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Monte Carlo engine for multistate outcome models")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Simulates patients in multistate models, event by event and without time steps,
under several strategies with common random numbers, and solves the same
models exactly. Parameter uncertainty, sensitivity, calibration, costs and
effects, meta-analysis and reports as pages that need no network.
.
The model that comes with it is of outcomes after ipsilateral breast tumour
recurrence, with every number's source.")
include(CPack)
