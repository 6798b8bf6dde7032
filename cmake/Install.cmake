# What `cmake --install` puts where for those who link the library, as the component `library`: the package `ibtr` with the
# one target ibtr::ibtr.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The same name within the build, for a project that adds this one as a subdirectory.
get_property(ibtr_layers GLOBAL PROPERTY IBTR_LAYERS)
add_library(ibtr_library INTERFACE)
add_library(ibtr::ibtr ALIAS ibtr_library)
list(TRANSFORM ibtr_layers REPLACE "(.+)" "$<LINK_ONLY:\\1>" OUTPUT_VARIABLE ibtr_link_only)
target_link_libraries(ibtr_library INTERFACE ${ibtr_link_only})
target_include_directories(ibtr_library INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(ibtr_library INTERFACE cxx_std_20)

# A library that lies in this build's folder alone, or a runtime that only this build's flags bring, cannot be found from
# an installed tree.
set(IBTR_LIBRARY_WHY_NOT "")
get_property(fetched GLOBAL PROPERTY IBTR_FETCHED)
set(fetched_and_linked ${fetched})
list(FILTER fetched_and_linked INCLUDE REGEX "^(fmt|muparser|tbb)$")
if(fetched_and_linked)
  list(JOIN fetched_and_linked ", " names)
  set(IBTR_LIBRARY_WHY_NOT "fetched instead of installed: ${names}")
elseif(IBTR_SANITIZE)
  set(IBTR_LIBRARY_WHY_NOT "built with -fsanitize=${IBTR_SANITIZE}")
endif()
if(IBTR_LIBRARY_WHY_NOT)
  message(STATUS "Library: cmake --install leaves it out (${IBTR_LIBRARY_WHY_NOT}); the program is installed")
  return()
endif()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ibtr)
get_property(thrust_libraries GLOBAL PROPERTY IBTR_THRUST_LIBRARIES)
set(exported ${ibtr_layers} ${thrust_libraries})
if(TARGET ibtr_cuda)
  list(APPEND exported ibtr_cuda)
endif()
foreach(target IN LISTS exported)
  string(REGEX REPLACE "^ibtr_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()
set_target_properties(ibtr_library PROPERTIES EXPORT_NAME ibtr)
install(TARGETS ibtr_library ${exported} EXPORT ibtr ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  COMPONENT library)
install(EXPORT ibtr NAMESPACE ibtr:: FILE ibtrTargets.cmake DESTINATION ${package} COMPONENT library)
install(DIRECTORY include/ibtr DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)

get_property(IBTR_FIND_LINKED GLOBAL PROPERTY IBTR_FIND_LINKED)
configure_package_config_file(cmake/ibtrConfig.cmake.in ${PROJECT_BINARY_DIR}/ibtrConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ibtrConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ibtrConfig.cmake ${PROJECT_BINARY_DIR}/ibtrConfigVersion.cmake
  cmake/FindInstalled.cmake DESTINATION ${package} COMPONENT library)
