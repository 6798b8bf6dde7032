# The version, from git: 0.1.0 on the tag v0.1.0, 0.1.0+12.gabc1234 twelve commits later, 0.0.0+ and the number of all
# commits before the first tag; with changes that are not committed, .dirty at the end. Each is legal for Semantic
# Versioning and for Debian, and each sorts after the release that it stands on and before the next one in Debian.
#   without git           what `git archive` wrote into .git_archival.txt; else the project's version with +unknown
#
# As a script, run by every build:
#   cmake -DSOURCE=... -DRELEASE=... -DTEMPLATE=... -DOUTPUT=... -P Version.cmake
# fills in IBTR_VERSION, IBTR_GIT_DESCRIBE and IBTR_COMMIT_DATE; a file that would be the same is left alone.

# ibtr_version_of_description(<variable> <description>): of `git describe --long`, or of the short form on a tag.
function(ibtr_version_of_description variable description)
  if(description MATCHES "^v([0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.]+)?)-([0-9]+)-(g[0-9a-f]+)$")
    set(version ${CMAKE_MATCH_1})
    if(NOT CMAKE_MATCH_3 EQUAL 0)
      string(APPEND version +${CMAKE_MATCH_3}.${CMAKE_MATCH_4})
    endif()
  elseif(description MATCHES "^v([0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.]+)?)$")
    set(version ${CMAKE_MATCH_1})
  else()
    set(version "")
  endif()
  set(${variable} "${version}" PARENT_SCOPE)
endfunction()

# ibtr_ask_git(<variable> <folder> argument...): what git answers, or nothing. It must not lock the index of somebody who
# is committing.
function(ibtr_ask_git variable folder)
  set(answer "")
  if(GIT_EXECUTABLE)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_OPTIONAL_LOCKS=0 ${GIT_EXECUTABLE} ${ARGN} WORKING_DIRECTORY "${folder}"
      OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  set(${variable} "${answer}" PARENT_SCOPE)
endfunction()

# ibtr_read_version(<folder> <release>): sets IBTR_VERSION, IBTR_GIT_DESCRIBE and IBTR_COMMIT_DATE.
function(ibtr_read_version folder release)
  set(version "${release}+unknown")
  set(description unknown)
  set(date "")
  if(EXISTS "${folder}/.git")  # a folder within somebody else's repository is none of its own
    find_package(Git QUIET)
    ibtr_ask_git(description "${folder}" describe --tags --long --abbrev=7 --match "v[0-9]*.[0-9]*.[0-9]*")
    ibtr_version_of_description(described "${description}")
    if(NOT described)
      ibtr_ask_git(count "${folder}" rev-list --count HEAD)
      ibtr_ask_git(hash "${folder}" rev-parse --short=7 HEAD)
      if(hash)
        set(described 0.0.0+${count}.g${hash})
      endif()
    endif()
    if(described)
      set(version ${described})
      ibtr_ask_git(description "${folder}" describe --always --dirty --tags)
      ibtr_ask_git(date "${folder}" log -1 --format=%cs)
      if(description MATCHES "-dirty$")
        if(NOT version MATCHES "[+]")
          string(APPEND version "+0")
        endif()
        string(APPEND version .dirty)
      endif()
    else()
      set(description unknown)
    endif()
  elseif(EXISTS "${folder}/.git_archival.txt")
    file(STRINGS "${folder}/.git_archival.txt" lines)
    foreach(line IN LISTS lines)
      if(line MATCHES "^(describe|hash|date): ([^$]+)$")
        set(archived_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
      endif()
    endforeach()
    ibtr_version_of_description(described "${archived_describe}")
    set(date "${archived_date}")
    if(described)
      set(version ${described})
      set(description ${archived_describe})
    elseif(archived_hash)
      set(version 0.0.0+g${archived_hash})
      set(description ${archived_hash})
    endif()
  endif()
  set(IBTR_VERSION "${version}" PARENT_SCOPE)
  set(IBTR_GIT_DESCRIBE "${description}" PARENT_SCOPE)
  set(IBTR_COMMIT_DATE "${date}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  ibtr_read_version("${SOURCE}" "${RELEASE}")
  configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
endif()
