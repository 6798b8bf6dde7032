# Run while a .deb is put together: the changelog in Debian's form, the folder of documents under the package's name, and
# what lintian need not say.
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(name "$ENV{IBTR_DEBIAN_NAME}")
if(NOT name STREQUAL "ibtr")
  file(RENAME "${root}/share/doc/ibtr" "${root}/share/doc/${name}")
  file(REMOVE "${root}/share/ibtr/docs")
  file(CREATE_LINK "../doc/${name}/docs" "${root}/share/ibtr/docs" SYMBOLIC)
endif()

execute_process(COMMAND date --utc --rfc-email --date $ENV{IBTR_DEBIAN_DATE} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
set(changelog "${root}/share/doc/${name}/changelog")
file(WRITE "${changelog}" "${name} ($ENV{IBTR_DEBIAN_VERSION}) unstable; urgency=medium

  * What has changed is in CHANGELOG.md, beside this file.

 -- $ENV{IBTR_DEBIAN_MAINTAINER}  ${date}
")
execute_process(COMMAND gzip -9n "${changelog}" COMMAND_ERROR_IS_FATAL ANY)
