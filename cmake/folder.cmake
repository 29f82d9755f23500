# One static library per folder. Its headers are reached as "folder/name.h" through a link in the
# build tree that only this target exports, so including a folder that is not linked does not build.

add_library(firstcard_options INTERFACE)
target_compile_options(firstcard_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wno-missing-field-initializers
  $<$<BOOL:${FIRSTCARD_WERROR}>:-Werror>)
if(FIRSTCARD_SANITIZE)
  target_compile_options(firstcard_options INTERFACE
    -fsanitize=${FIRSTCARD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(firstcard_options INTERFACE -fsanitize=${FIRSTCARD_SANITIZE})
  if(FIRSTCARD_SANITIZE STREQUAL "thread")
    target_compile_options(firstcard_options INTERFACE -Wno-tsan)
  endif()
endif()

# What every program is linked with.
add_library(firstcard_program INTERFACE)
target_link_libraries(firstcard_program INTERFACE firstcard_options)
if(FIRSTCARD_SANITIZE MATCHES "address")
  add_library(sanitizer_defaults OBJECT tests/sanitizer_defaults.cc)
  target_sources(firstcard_program INTERFACE $<TARGET_OBJECTS:sanitizer_defaults>)
endif()

function(firstcard_include_root NAME)
  set(root ${CMAKE_BINARY_DIR}/roots/${NAME})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${NAME} ${root}/${NAME} SYMBOLIC)
  set(${NAME}_root ${root} PARENT_SCOPE)
endfunction()

function(firstcard_folder NAME)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${NAME}/*.cc ${NAME}/*.h)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  firstcard_include_root(${NAME})
  add_library(${NAME} STATIC ${sources})
  target_include_directories(${NAME} PUBLIC ${${NAME}_root})
  target_link_libraries(${NAME} PUBLIC ${ARG_USES} PRIVATE firstcard_options)
  set_target_properties(${NAME} PROPERTIES LINKER_LANGUAGE CXX)
endfunction()
