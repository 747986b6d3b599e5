// Waiting for many descriptors at once, which the Glibc module leaves out.
#include <sys/epoll.h>
