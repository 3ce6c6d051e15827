// What Swift's Glibc module does not have, for `Platform` alone. The header defines no feature macro and repeats no
// structure that Glibc shows too: two definitions of one structure do not compile.
#ifndef STACKTAIL_CLINUX_H
#define STACKTAIL_CLINUX_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// What `statx` says of a file.
struct stacktail_status {
    uint32_t mode;
    uint32_t link_count;
    uint64_t device;
    uint64_t inode;
    int64_t size;
    int64_t modified_seconds;
    int64_t changed_seconds;
    int64_t birth_seconds;
    uint32_t modified_nanoseconds;
    uint32_t changed_nanoseconds;
    uint32_t birth_nanoseconds;
    /// 1 if the file system keeps birth times, else 0.
    int has_birth;
};

/// Of the file that `path` names, through links if `follows` is not 0; 0, or -1 with errno.
int stacktail_path_status(const char *path, int follows, struct stacktail_status *status);

/// Of an open file; 0, or -1 with errno.
int stacktail_descriptor_status(int descriptor, struct stacktail_status *status);

/// Where data begins at `offset` or behind it, past any hole; -1 with errno, which is ENXIO where none follows.
int64_t stacktail_next_data(int descriptor, int64_t offset);

/// `O_NOATIME`: reading leaves the access time alone.
int stacktail_no_atime(void);

/// The magic number of the file system that holds `path`; 0 if it cannot be asked.
uint32_t stacktail_file_system(const char *path);

/// Raises the soft limit of open files to the hard one, and says what it is now; 0, or -1 with errno.
struct rlimit;
int stacktail_raise_open_files(struct rlimit *limit);

/// Names the calling thread for `top` and `gdb`: at most 15 bytes are kept.
void stacktail_name_thread(const char *name);

/// The width of a terminal in columns, 0 if the descriptor is none.
int stacktail_columns(int descriptor);

/// Waits for a `sem_t` until this time of the monotonic clock; 0, or -1 with errno, which is ETIMEDOUT then.
int stacktail_semaphore_wait(void *semaphore, int64_t deadline_nanoseconds);

/// Freed blocks below `bytes` stay with the process for the next chunk, instead of going back to the kernel each time.
void stacktail_keep_freed_memory(int bytes);

/// To a `posix_spawn_file_actions_t`: the new process closes all descriptors from `first` on.
int stacktail_close_from(void *actions, int first);

/// User and system time of the process in nanoseconds.
int64_t stacktail_cpu_nanoseconds(void);

/// A Unix stream socket that listens at `path`, mode 0660, never waiting; -1 with errno.
int stacktail_listen_local(const char *path, int backlog);

/// The next client's descriptor, never waiting; -1 with errno.
int stacktail_accept_local(int listener);

/// Connected to whoever listens at `path`; connecting, reading and writing wait at most so long. -1 with errno.
int stacktail_connect_local(const char *path, int patience_milliseconds);

/// Who connected: 0, or -1 with errno.
int stacktail_peer_user(int descriptor, uint32_t *user, uint32_t *group);

/// The supplementary groups of who connected: how many, or -1 with errno (ERANGE: more than `max`).
int stacktail_peer_groups(int descriptor, uint32_t *groups, int max);

#endif
