/* A file layer that answers like EFS: each opening and each read of a file below SLOW_ROOT takes a millisecond longer. LD_PRELOAD it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#undef fread_unlocked

static char slow[65536];

static void wait_ms(void) {
  struct timespec ms = {0, 1000000};
  nanosleep(&ms, NULL);
}

static int below(const char *path) {
  const char *root = getenv("SLOW_ROOT");
  return root && path && strncmp(path, root, strlen(root)) == 0;
}

#define OPEN(name)                                                                    \
  int name(const char *path, int flags, ...) {                                        \
    static int (*real)(const char *, int, ...);                                       \
    if (!real) real = dlsym(RTLD_NEXT, #name);                                        \
    va_list list;                                                                     \
    va_start(list, flags);                                                            \
    mode_t mode = (flags & O_CREAT) ? va_arg(list, mode_t) : 0;                       \
    va_end(list);                                                                     \
    int mine = below(path);                                                           \
    if (mine) wait_ms();                                                              \
    int fd = real(path, flags, mode);                                                 \
    if (fd >= 0 && fd < (int)sizeof slow) slow[fd] = mine && !(flags & O_DIRECTORY);  \
    return fd;                                                                        \
  }
OPEN(open)
OPEN(open64)

ssize_t read(int fd, void *to, size_t count) {
  static ssize_t (*real)(int, void *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "read");
  if (fd >= 0 && fd < (int)sizeof slow && slow[fd]) wait_ms();
  return real(fd, to, count);
}

#define FOPEN(name)                                                 \
  FILE *name(const char *path, const char *mode) {                  \
    static FILE *(*real)(const char *, const char *);               \
    if (!real) real = dlsym(RTLD_NEXT, #name);                      \
    int mine = below(path);                                         \
    if (mine) wait_ms();                                            \
    FILE *file = real(path, mode);                                  \
    if (file && fileno(file) < (int)sizeof slow) slow[fileno(file)] = mine; \
    return file;                                                    \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define FREAD(name)                                                             \
  size_t name(void *to, size_t size, size_t count, FILE *file) {                \
    static size_t (*real)(void *, size_t, size_t, FILE *);                      \
    if (!real) real = dlsym(RTLD_NEXT, #name);                                  \
    if (fileno(file) < (int)sizeof slow && slow[fileno(file)]) wait_ms();       \
    return real(to, size, count, file);                                         \
  }
FREAD(fread)
FREAD(fread_unlocked)
