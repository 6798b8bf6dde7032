# Read by the project's own build and, installed beside ibtrConfig.cmake, by whoever links the library.

# ibtr_find_installed(<name> TARGET t [PACKAGE p] [VERSION v] [PKG_CONFIG module]): looks for an installed library by its
# CMake files, else by pkg-config, and sets <name>_INSTALLED. The target t exists afterwards where it was found.
function(ibtr_find_installed name)
  cmake_parse_arguments(ARG "" "TARGET;PACKAGE;VERSION;PKG_CONFIG" "" ${ARGN})
  set(${name}_INSTALLED FALSE PARENT_SCOPE)
  if(ARG_PACKAGE AND NOT TARGET ${ARG_TARGET})
    find_package(${ARG_PACKAGE} ${ARG_VERSION} QUIET GLOBAL)
  endif()
  if(NOT TARGET ${ARG_TARGET} AND ARG_PKG_CONFIG)
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(ibtr_pc_${name} QUIET IMPORTED_TARGET GLOBAL "${ARG_PKG_CONFIG}>=${ARG_VERSION}")
      if(ibtr_pc_${name}_FOUND)
        # Under the library's usual name, which an exported target can give to those who link it.
        add_library(${ARG_TARGET} INTERFACE IMPORTED GLOBAL)
        target_link_libraries(${ARG_TARGET} INTERFACE PkgConfig::ibtr_pc_${name})
      endif()
    endif()
  endif()
  if(TARGET ${ARG_TARGET})
    set(${name}_INSTALLED TRUE PARENT_SCOPE)
  endif()
endfunction()
