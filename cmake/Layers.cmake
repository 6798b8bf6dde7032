# Layers: a static library a folder of host/, linked with the layers below it only, so that a call upwards has nothing to
# link with. docs/architecture.md shows the whole; scripts/layers reads the same declarations and holds every include
# against them.

# ibtr_add_layer(NAME SOURCES file... [USES layer...] [LIBRARIES target...] [HEADER_LIBRARIES target...])
#   USES              layers whose headers this one may include
#   LIBRARIES         libraries of others, in the sources only
#   HEADER_LIBRARIES  libraries of others that its headers include too
function(ibtr_add_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;HEADER_LIBRARIES" ${ARGN})
  add_library(ibtr_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND ibtr_)
  target_link_libraries(ibtr_${name} PUBLIC ${ARG_USES} ${ARG_HEADER_LIBRARIES} PRIVATE ibtr_options ${ARG_LIBRARIES})
  target_include_directories(ibtr_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/host>)
  set_property(GLOBAL APPEND PROPERTY IBTR_LAYERS ibtr_${name})
endfunction()
