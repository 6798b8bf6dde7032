# What `cmake --install` puts where for those who use the program, as the component `program`: it, its manual page and
# completions, configs with the evidence that they stand on, helpers for R and Python, and the documents in the tree in
# which they name one another.
include(GNUInstallDirs)
set(IBTR_ZSH_FOLDER ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "Where zsh looks for completions; Debian's zsh in share/zsh/vendor-completions")

install(TARGETS ibtr RUNTIME COMPONENT program)
set(data ${CMAKE_INSTALL_DATADIR}/ibtr)
install(DIRECTORY configs python r DESTINATION ${data} COMPONENT program PATTERN __pycache__ EXCLUDE)

set(manual ${PROJECT_BINARY_DIR}/manual)  # written by host/CMakeLists.txt
install(FILES ${manual}/ibtr.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${manual}/ibtr.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ibtr
  COMPONENT program)
install(FILES ${manual}/ibtr.zsh DESTINATION ${IBTR_ZSH_FOLDER} RENAME _ibtr COMPONENT program)
install(FILES ${manual}/ibtr.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)

install(FILES ${manual}/ibtr.spdx.json DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES README.md CHANGELOG.md CITATION.cff LICENSE CONTRIBUTING.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT program)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program
  PATTERN claims EXCLUDE PATTERN mkdocs.yml EXCLUDE)
install(DIRECTORY results/reference DESTINATION ${CMAKE_INSTALL_DOCDIR}/results COMPONENT program)
install(FILES results/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/results COMPONENT program)
install(FILES scripts/colon.R DESTINATION ${CMAKE_INSTALL_DOCDIR}/scripts COMPONENT program)
install(DIRECTORY tests/install/source DESTINATION ${CMAKE_INSTALL_DOCDIR}/tests/install COMPONENT program)

# Documents name ../configs and so on: the same tree as in the sources, by links.
function(ibtr_install_link place target)
  install(CODE "set(link \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${place}\")
    message(STATUS \"Installing: \${link}\")
    file(REMOVE \"\${link}\")
    file(CREATE_LINK \"${target}\" \"\${link}\" SYMBOLIC)" COMPONENT program)
endfunction()
file(RELATIVE_PATH to_data "/${CMAKE_INSTALL_DOCDIR}" "/${data}")
file(RELATIVE_PATH to_documents "/${data}" "/${CMAKE_INSTALL_DOCDIR}")
foreach(folder configs python r)
  ibtr_install_link(${CMAKE_INSTALL_DOCDIR}/${folder} ${to_data}/${folder})
endforeach()
ibtr_install_link(${data}/docs ${to_documents}/docs)
