#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <semaphore.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int status_of(int directory, const char *path, int flags, struct stacktail_status *status) {
    struct statx answer;
    int code;
    do {
        code = statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME, &answer);
    } while (code != 0 && errno == EINTR);
    if (code != 0) return -1;
    status->mode = answer.stx_mode;
    status->link_count = answer.stx_nlink;
    status->device = (uint64_t)answer.stx_dev_major << 32 | answer.stx_dev_minor;
    status->inode = answer.stx_ino;
    status->size = answer.stx_size > INT64_MAX ? INT64_MAX : (int64_t)answer.stx_size;
    status->modified_seconds = answer.stx_mtime.tv_sec;
    status->modified_nanoseconds = answer.stx_mtime.tv_nsec;
    status->changed_seconds = answer.stx_ctime.tv_sec;
    status->changed_nanoseconds = answer.stx_ctime.tv_nsec;
    status->birth_seconds = answer.stx_btime.tv_sec;
    status->birth_nanoseconds = answer.stx_btime.tv_nsec;
    status->has_birth = (answer.stx_mask & STATX_BTIME) != 0;
    return 0;
}

int stacktail_path_status(const char *path, int follows, struct stacktail_status *status) {
    return status_of(AT_FDCWD, path, follows ? 0 : AT_SYMLINK_NOFOLLOW, status);
}

int stacktail_descriptor_status(int descriptor, struct stacktail_status *status) {
    return status_of(descriptor, "", AT_EMPTY_PATH, status);
}

int64_t stacktail_next_data(int descriptor, int64_t offset) { return lseek(descriptor, offset, SEEK_DATA); }

int stacktail_no_atime(void) { return O_NOATIME; }

uint32_t stacktail_file_system(const char *path) {
    struct statfs answer;
    return statfs(path, &answer) == 0 ? (uint32_t)answer.f_type : 0;
}

int stacktail_semaphore_wait(void *semaphore, int64_t deadline_nanoseconds) {
    struct timespec deadline = {deadline_nanoseconds / 1000000000, deadline_nanoseconds % 1000000000};
    int code;
    do {
        code = sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
    } while (code != 0 && errno == EINTR);
    return code;
}

int stacktail_raise_open_files(struct rlimit *limit) {
    if (getrlimit(RLIMIT_NOFILE, limit) != 0) return -1;
    struct rlimit raised = *limit;
    raised.rlim_cur = raised.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) *limit = raised;
    return 0;
}

void stacktail_name_thread(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    prctl(PR_SET_NAME, kept);
}

int stacktail_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void stacktail_keep_freed_memory(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
}

int stacktail_close_from(void *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int64_t stacktail_cpu_nanoseconds(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    int64_t seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
    int64_t micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    return seconds * 1000000000 + micros * 1000;
}

static int local_address(const char *path, struct sockaddr_un *address) {
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    strcpy(address->sun_path, path);
    return 0;
}

static int closed_with_error(int descriptor) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

int stacktail_listen_local(const char *path, int backlog) {
    struct sockaddr_un address;
    if (local_address(path, &address) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return closed_with_error(descriptor);
    // Nobody can connect before it listens, so nobody meets the mode that the umask left.
    if (chmod(path, 0660) != 0 || listen(descriptor, backlog) != 0) return closed_with_error(descriptor);
    return descriptor;
}

int stacktail_accept_local(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int stacktail_connect_local(const char *path, int patience_milliseconds) {
    struct sockaddr_un address;
    if (local_address(path, &address) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct timeval patience = {patience_milliseconds / 1000, patience_milliseconds % 1000 * 1000};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return closed_with_error(descriptor);
    return descriptor;
}

int stacktail_peer_user(int descriptor, uint32_t *user, uint32_t *group) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *user = peer.uid;
    *group = peer.gid;
    return 0;
}

int stacktail_peer_groups(int descriptor, uint32_t *groups, int max) {
    socklen_t size = (socklen_t)max * sizeof *groups;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0) return -1;
    return (int)(size / sizeof *groups);
}
