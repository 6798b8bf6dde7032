# Looks for a CUDA toolkit without enabling the language. Sets
#   IBTR_CUDA_FOUND         a usable toolkit was found
#   IBTR_CUDA_WHY           in words, why or why not; `ibtr info` prints it
#   IBTR_NVCC, IBTR_CUDA_VERSION, IBTR_CUDA_ROOT
#   IBTR_CCCL_INCLUDE_DIR   the toolkit's own Thrust, CUB and libcu++
set(IBTR_CUDA AUTO CACHE STRING "CUDA backend: AUTO (where a toolkit is found), ON (required) or OFF")
set_property(CACHE IBTR_CUDA PROPERTY STRINGS AUTO ON OFF)
set(IBTR_CUDA_MINIMUM 12.4)

function(ibtr_detect_cuda)
  if(IBTR_CUDA STREQUAL "OFF")
    set(IBTR_CUDA_WHY "switched off (IBTR_CUDA=OFF)" PARENT_SCOPE)
    return()
  endif()
  find_program(IBTR_NVCC nvcc
    HINTS "$ENV{CUDACXX}" ENV CUDA_HOME ENV CUDA_PATH ENV CUDAToolkit_ROOT "${CUDAToolkit_ROOT}"
    PATHS /usr/local/cuda PATH_SUFFIXES bin)
  if(CMAKE_CUDA_COMPILER)
    set(nvcc "${CMAKE_CUDA_COMPILER}")
  elseif(EXISTS "$ENV{CUDACXX}")
    set(nvcc "$ENV{CUDACXX}")
  else()
    set(nvcc "${IBTR_NVCC}")
  endif()
  if(NOT nvcc)
    set(IBTR_CUDA_WHY "no nvcc in PATH, CUDACXX or /usr/local/cuda/bin" PARENT_SCOPE)
    return()
  endif()

  execute_process(COMMAND "${nvcc}" --version OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
  if(NOT status EQUAL 0 OR NOT text MATCHES "release ([0-9]+\\.[0-9]+)")
    set(IBTR_CUDA_WHY "${nvcc} does not answer --version" PARENT_SCOPE)
    return()
  endif()
  set(version "${CMAKE_MATCH_1}")
  if(version VERSION_LESS IBTR_CUDA_MINIMUM)
    set(IBTR_CUDA_WHY "toolkit ${version} (${nvcc}) is older than ${IBTR_CUDA_MINIMUM}" PARENT_SCOPE)
    return()
  endif()

  # nvcc itself says where its headers are; links and wrappers can put it anywhere.
  execute_process(COMMAND "${nvcc}" --dryrun -x cu /dev/null ERROR_VARIABLE dryrun OUTPUT_QUIET)
  string(REGEX MATCH "#\\$ TOP=([^\n]+)" unused "${dryrun}")
  get_filename_component(root "${CMAKE_MATCH_1}" REALPATH)
  find_path(IBTR_CCCL_INCLUDE_DIR thrust/version.h NO_DEFAULT_PATH
    PATHS "${root}/include" "${root}/targets/${CMAKE_SYSTEM_PROCESSOR}-linux/include" "${root}/targets/sbsa-linux/include"
    PATH_SUFFIXES cccl "")
  if(NOT IBTR_CCCL_INCLUDE_DIR)
    set(IBTR_CUDA_WHY "toolkit ${version} (${root}) has no thrust/version.h" PARENT_SCOPE)
    return()
  endif()

  # A toolkit refuses host compilers newer than it knows: try once, remember the answer.
  if(NOT IBTR_CUDA_TRIED STREQUAL "${nvcc} ${CMAKE_CXX_COMPILER}")
    file(WRITE "${CMAKE_BINARY_DIR}/ibtr_try.cu" "#include <cstdint>\n__global__ void k(std::uint32_t* x) { *x = 1; }\n")
    execute_process(COMMAND "${nvcc}" -std=c++20 -ccbin "${CMAKE_CXX_COMPILER}" -arch=sm_75 -c ibtr_try.cu -o ibtr_try.o
      WORKING_DIRECTORY "${CMAKE_BINARY_DIR}" RESULT_VARIABLE status ERROR_VARIABLE complaint OUTPUT_QUIET)
    if(NOT status EQUAL 0)
      string(STRIP "${complaint}" complaint)
      set(IBTR_CUDA_WHY "toolkit ${version} does not compile with ${CMAKE_CXX_COMPILER}: ${complaint}" PARENT_SCOPE)
      return()
    endif()
    set(IBTR_CUDA_TRIED "${nvcc} ${CMAKE_CXX_COMPILER}" CACHE INTERNAL "")
  endif()

  set(IBTR_CUDA_FOUND TRUE PARENT_SCOPE)
  set(IBTR_NVCC_COMMAND "${nvcc}" PARENT_SCOPE)
  set(IBTR_CUDA_VERSION "${version}" PARENT_SCOPE)
  set(IBTR_CUDA_ROOT "${root}" PARENT_SCOPE)
  set(IBTR_CUDA_WHY "toolkit ${version} (${root})" PARENT_SCOPE)
endfunction()

if(NOT IBTR_CUDA MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "IBTR_CUDA is '${IBTR_CUDA}'; AUTO, ON and OFF are allowed")
endif()
set(IBTR_CUDA_FOUND FALSE)
ibtr_detect_cuda()
if(IBTR_CUDA_FOUND)
  message(STATUS "CUDA: ${IBTR_CUDA_WHY}")
elseif(IBTR_CUDA STREQUAL "ON")
  message(FATAL_ERROR "CUDA is required (IBTR_CUDA=ON) but cannot be used: ${IBTR_CUDA_WHY}")
else()
  message(STATUS "CUDA: building for the CPU only, ${IBTR_CUDA_WHY}")
endif()

# ibtr_prepare_cuda(): compiler, standard, architectures; enable_language(CUDA) comes next.
set(IBTR_CUDA_ARCHITECTURES "" CACHE STRING
  "CUDA architectures, as CMAKE_CUDA_ARCHITECTURES; `all`: every generation that nvcc names; empty: the devices present, else 75")
macro(ibtr_prepare_cuda)
  set(CMAKE_CUDA_COMPILER "${IBTR_NVCC_COMMAND}")
  set(CMAKE_CUDA_HOST_COMPILER "${CMAKE_CXX_COMPILER}")
  ibtr_choose_architectures()
  message(STATUS "CUDA architectures: ${CMAKE_CUDA_ARCHITECTURES}")
endmacro()

function(ibtr_choose_architectures)
  if(IBTR_CUDA_ARCHITECTURES STREQUAL "all")
    # Machine code for each generation, and PTX of the newest, which later devices translate themselves.
    execute_process(COMMAND "${IBTR_NVCC_COMMAND}" --list-gpu-code OUTPUT_VARIABLE codes)
    foreach(architecture 75 80 86 89 90 100 120)
      if(codes MATCHES "sm_${architecture}\n")
        list(APPEND chosen ${architecture}-real)
        set(newest ${architecture})
      endif()
    endforeach()
    list(APPEND chosen ${newest}-virtual)
  elseif(IBTR_CUDA_ARCHITECTURES)
    set(chosen ${IBTR_CUDA_ARCHITECTURES})
  else()
    execute_process(COMMAND nvidia-smi --query-gpu=compute_cap --format=csv,noheader
      OUTPUT_VARIABLE capabilities RESULT_VARIABLE status ERROR_QUIET)
    set(chosen 75)  # machine code and PTX: runs on every later device
    if(status EQUAL 0 AND capabilities MATCHES "[0-9]")
      string(REGEX MATCHALL "[0-9]+\\.[0-9]" chosen "${capabilities}")
      list(TRANSFORM chosen REPLACE "\\." "")
      list(REMOVE_DUPLICATES chosen)
    endif()
  endif()
  set(CMAKE_CUDA_ARCHITECTURES ${chosen} PARENT_SCOPE)
endfunction()
