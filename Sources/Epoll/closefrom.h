// Closing what a program that is started shall not have, which the Glibc module leaves out, too.
#include <spawn.h>

extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
