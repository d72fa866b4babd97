/* A disk that fails: loaded before the C library, it counts every call that changes files below one folder, and at the
   call of that number kills the process, tears a write, or answers with an error. It can also write down all calls, from
   which power cuts are made (see disk.py). Only the thread and process that called disk_arm, and their children, count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, KILL, TORN, ONCE, FROM_THEN_ON, RECORD };
enum { CREATE = 'c', WRITE = 'w', SIZE = 't', SYNC = 's', LINK = 'l', RENAME = 'r', UNLINK = 'u', MKDIR = 'm' };

static char folder[PATH_MAX];
static size_t folder_length;
static int mode = OFF, error_given, journal = -1;
static long step, step_chosen;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

void disk_arm(const char *below, int wanted, long at, int error, int descriptor) {
    snprintf(folder, sizeof folder, "%s", below);
    folder_length = strlen(folder);
    error_given = error, journal = descriptor, step = 0, step_chosen = at, mode = wanted;
}

long disk_steps(void) { return step; }

/* A command is armed from the start: DISK=MODE:STEP:ERROR:FOLDER. */
__attribute__((constructor)) static void armed_from_the_start(void) {
    const char *words = getenv("DISK");
    int wanted, error, at;
    long chosen;
    if (words && sscanf(words, "%d:%ld:%d:%n", &wanted, &chosen, &error, &at) == 3) disk_arm(words + at, wanted, chosen, error, -1);
}

static int below(const char *path) {
    return mode != OFF && !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

static int path_of_descriptor(int descriptor, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* The path that a call at a folder means, absolute as far as this program gives it. */
static int path_at(int at, const char *path, char *whole) {
    if (path[0] == '/') snprintf(whole, PATH_MAX, "%s", path);
    else {
        char base[PATH_MAX];
        int saved = mode;
        mode = OFF;
        if (at == AT_FDCWD) { if (!getcwd(base, sizeof base)) base[0] = 0; }
        else { path_of_descriptor(at, base); }
        mode = saved;
        if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return 0;
    }
    return below(whole);
}

/* A full disk still syncs, shrinks and unlinks; a disk that can only be read still syncs; a broken one does nothing. */
static int refuses(char what, int grows) {
    if (error_given == ENOSPC) return grows;
    if (error_given == EROFS) return what != SYNC;
    return 1;
}

/* Count one change. 1: the caller answers with the error in errno; 2: it makes half of its write, and dies. */
static int fails(char what, int grows) {
    step++;
    switch (mode) {
    case KILL:
        if (step == step_chosen) { kill(getpid(), SIGKILL); pause(); }
        return 0;
    case TORN:
        if (step != step_chosen) return 0;
        if (what == WRITE) return 2;
        kill(getpid(), SIGKILL);
        pause();
        return 0;
    case ONCE:
    case FROM_THEN_ON:
        if ((mode == ONCE ? step != step_chosen : step < step_chosen) || !refuses(what, grows)) return 0;
        errno = error_given;
        return 1;
    }
    return 0;
}

static void put(const void *data, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = REAL(write);
    for (const char *at = data; length > 0;) {
        ssize_t done = real(journal, at, length);
        if (done < 0) { kill(getpid(), SIGABRT); return; }
        at += done, length -= done;
    }
}

/* One line of the journal: what, on which file (its number on the disk), where, and two strings of bytes. */
static void record(char what, uint64_t file, uint64_t where, const void *first, size_t first_length, const void *second, size_t second_length) {
    if (mode != RECORD) return;
    int saved = errno;
    uint64_t head[5] = {(uint64_t)what, file, where, first_length, second_length};
    put(head, sizeof head), put(first, first_length), put(second, second_length);
    errno = saved;
}

static uint64_t number_of(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : found.st_ino;
}

static uint64_t number_of_descriptor(int descriptor) {
    struct stat found;
    return fstat(descriptor, &found) ? 0 : found.st_ino;
}

static int opened(int at, const char *path, int flags, mode_t rights, int (*real)(const char *, int, ...), int (*real_at)(int, const char *, int, ...)) {
    char whole[PATH_MAX];
    int counts = mode != OFF && (flags & (O_CREAT | O_TRUNC)) && path_at(at, path, whole);
    int is_new = counts && (flags & O_CREAT) && access(whole, F_OK);
    int empties = counts && !is_new && (flags & O_TRUNC);
    int saved = errno;
    if ((is_new || empties) && fails(is_new ? CREATE : SIZE, is_new) == 1) return -1;
    if (!counts && mode == FROM_THEN_ON && error_given == EROFS && step >= step_chosen && (flags & O_ACCMODE) != O_RDONLY && path_at(at, path, whole)) {
        errno = EROFS;
        return -1;
    }
    errno = saved;
    int descriptor = real ? real(path, flags, rights) : real_at(at, path, flags, rights);
    if (descriptor >= 0 && is_new) record(CREATE, number_of_descriptor(descriptor), 0, whole, strlen(whole), "", 0);
    if (descriptor >= 0 && empties) record(SIZE, number_of_descriptor(descriptor), 0, "", 0, "", 0);
    return descriptor;
}

/* A line of the journal that is no change of the disk: what the program told somebody at this moment. */
void disk_tell(const char *words, size_t length) { record('n', 0, 0, words, length, "", 0); }

#define RIGHTS(flags) va_list more; va_start(more, flags); mode_t rights = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; va_end(more)
int open(const char *path, int flags, ...) { RIGHTS(flags); return opened(AT_FDCWD, path, flags, rights, REAL(open), 0); }
int open64(const char *path, int flags, ...) { RIGHTS(flags); return opened(AT_FDCWD, path, flags, rights, REAL(open64), 0); }
int openat(int at, const char *path, int flags, ...) { RIGHTS(flags); return opened(at, path, flags, rights, 0, REAL(openat)); }
int openat64(int at, const char *path, int flags, ...) { RIGHTS(flags); return opened(at, path, flags, rights, 0, REAL(openat64)); }

static ssize_t written(int descriptor, const void *data, size_t length, off64_t where, int placed) {
    char path[PATH_MAX];
    int counts = mode != OFF && path_of_descriptor(descriptor, path);
    static ssize_t (*real)(int, const void *, size_t);
    static ssize_t (*real_at)(int, const void *, size_t, off64_t);
    if (!real) real = REAL(write), real_at = REAL(pwrite64);
    if (counts) {
        int failing = fails(WRITE, 1);
        if (failing == 1) return -1;
        if (failing == 2) {
            if (placed) real_at(descriptor, data, length / 2, where); else real(descriptor, data, length / 2);
            kill(getpid(), SIGKILL);
            pause();
        }
        if (!placed) {
            int flags = fcntl(descriptor, F_GETFL);
            struct stat found;
            where = (flags & O_APPEND) && !fstat(descriptor, &found) ? found.st_size : lseek64(descriptor, 0, SEEK_CUR);
        }
    }
    ssize_t done = placed ? real_at(descriptor, data, length, where) : real(descriptor, data, length);
    if (counts && done > 0) record(WRITE, number_of_descriptor(descriptor), where, data, done, "", 0);
    return done;
}

ssize_t write(int descriptor, const void *data, size_t length) { return written(descriptor, data, length, 0, 0); }
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t where) { return written(descriptor, data, length, where, 1); }
ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t where) { return written(descriptor, data, length, where, 1); }
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    ssize_t whole = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = written(descriptor, parts[i].iov_base, parts[i].iov_len, 0, 0);
        if (done < 0) return whole ? whole : -1;
        whole += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return whole;
}
/* Programs copy by hand where the kernel will not, and then are seen to write. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) { errno = ENOSYS; return -1; }
ssize_t sendfile64(int out, int in, off64_t *at, size_t length) { errno = ENOTSOCK; return -1; }
ssize_t sendfile(int out, int in, off_t *at, size_t length) { errno = ENOTSOCK; return -1; }

static int synced(int descriptor, int (*real)(int)) {
    char path[PATH_MAX];
    int counts = mode != OFF && path_of_descriptor(descriptor, path);
    if (counts && fails(SYNC, 0) == 1) return -1;
    int done = real(descriptor);
    if (counts && !done) record(SYNC, number_of_descriptor(descriptor), 0, path, strlen(path), "", 0);
    return done;
}
int fsync(int descriptor) { return synced(descriptor, REAL(fsync)); }
int fdatasync(int descriptor) { return synced(descriptor, REAL(fdatasync)); }

static int resized(int descriptor, off64_t length) {
    char path[PATH_MAX];
    int counts = mode != OFF && path_of_descriptor(descriptor, path);
    if (counts && fails(SIZE, 0) == 1) return -1;
    static int (*real)(int, off64_t);
    if (!real) real = REAL(ftruncate64);
    int done = real(descriptor, length);
    if (counts && !done) record(SIZE, number_of_descriptor(descriptor), length, "", 0, "", 0);
    return done;
}
int ftruncate(int descriptor, off_t length) { return resized(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return resized(descriptor, length); }
int posix_fallocate(int descriptor, off_t where, off_t length) { return EOPNOTSUPP; }
int posix_fallocate64(int descriptor, off64_t where, off64_t length) { return EOPNOTSUPP; }
int fallocate(int descriptor, int how, off_t where, off_t length) { errno = EOPNOTSUPP; return -1; }
int fallocate64(int descriptor, int how, off64_t where, off64_t length) { errno = EOPNOTSUPP; return -1; }

static int named(char what, int from_at, const char *from, int to_at, const char *to, int flags) {
    char old[PATH_MAX], new[PATH_MAX];
    int leaves = path_at(from_at, from, old), arrives = path_at(to_at, to, new);
    if ((leaves || arrives) && fails(what, what == LINK) == 1) return -1;
    int done = what == LINK ? REAL(linkat)(from_at, from, to_at, to, flags) : REAL(renameat)(from_at, from, to_at, to);
    if ((leaves || arrives) && !done) record(what, number_of(new), 0, old, strlen(old), new, strlen(new));
    return done;
}
int rename(const char *from, const char *to) { return named(RENAME, AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_at, const char *from, int to_at, const char *to) { return named(RENAME, from_at, from, to_at, to, 0); }
int link(const char *from, const char *to) { return named(LINK, AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) { return named(LINK, from_at, from, to_at, to, flags); }

static int unnamed(int at, const char *path, int flags) {
    char whole[PATH_MAX];
    int counts = path_at(at, path, whole);
    uint64_t number = counts ? number_of(whole) : 0;
    if (counts && number && fails(UNLINK, 0) == 1) return -1;
    int done = REAL(unlinkat)(at, path, flags);
    if (counts && !done) record(UNLINK, number, flags == AT_REMOVEDIR, whole, strlen(whole), "", 0);
    return done;
}
int unlink(const char *path) { return unnamed(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unnamed(at, path, flags); }
int rmdir(const char *path) { return unnamed(AT_FDCWD, path, AT_REMOVEDIR); }

static int made(int at, const char *path, mode_t rights) {
    char whole[PATH_MAX];
    int counts = path_at(at, path, whole) && !number_of(whole);
    if (counts && fails(MKDIR, 1) == 1) return -1;
    int done = REAL(mkdirat)(at, path, rights);
    if (counts && !done) record(MKDIR, number_of(whole), 0, whole, strlen(whole), "", 0);
    return done;
}
int mkdir(const char *path, mode_t rights) { return made(AT_FDCWD, path, rights); }
int mkdirat(int at, const char *path, mode_t rights) { return made(at, path, rights); }
