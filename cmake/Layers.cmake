# Layers: a static library a folder of host/, linked with the layers below it only, so that a call upwards has nothing to
# link with. docs/architecture.md shows the whole; scripts/layers reads the same declarations and holds every include
# against them.

# ibtr_link_text(<variable> target...): the targets as the project's own libraries name them. Headers alone are nothing to
# link with, so whoever links an installed ibtr needs none of those.
function(ibtr_link_text variable)
  get_property(headers_only GLOBAL PROPERTY IBTR_HEADERS_ONLY)
  set(text)
  foreach(target IN LISTS ARGN)
    if(target IN_LIST headers_only)
      list(APPEND text $<BUILD_INTERFACE:${target}>)
    else()
      list(APPEND text ${target})
    endif()
  endforeach()
  set(${variable} ${text} PARENT_SCOPE)
endfunction()

# ibtr_add_layer(NAME SOURCES file... [HEADERS file...] [USES layer...] [LIBRARIES target...] [HEADER_LIBRARIES target...])
#   HEADERS           its headers in include/ibtr, which a user of the library includes
#   USES              layers whose headers this one may include
#   LIBRARIES         libraries of others, in the sources only
#   HEADER_LIBRARIES  libraries of others that its headers include too
function(ibtr_add_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;USES;LIBRARIES;HEADER_LIBRARIES" ${ARGN})
  list(TRANSFORM ARG_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/ibtr/)
  add_library(ibtr_${name} STATIC ${ARG_SOURCES} ${ARG_HEADERS})
  set_target_properties(ibtr_${name} PROPERTIES UNITY_BUILD ${IBTR_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  list(TRANSFORM ARG_USES PREPEND ibtr_)
  ibtr_link_text(in_headers ${ARG_HEADER_LIBRARIES})
  ibtr_link_text(in_sources ibtr_options ${ARG_LIBRARIES})
  target_link_libraries(ibtr_${name} PUBLIC ${ARG_USES} ${in_headers} PRIVATE ${in_sources})
  target_include_directories(ibtr_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/host>)
  set_property(GLOBAL APPEND PROPERTY IBTR_LAYERS ibtr_${name})
endfunction()
