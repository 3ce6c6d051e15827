import Glibc

/// What keeps the process alive, and its files whole, where the kernel's defaults would not.
package enum ProcessGuards {
    /// Once, at the start of the program. Writing to a pipe that nobody reads, or beyond a limit on the size of files,
    /// is an error from now on and not the end of the process. Standard streams that came closed lead nowhere: else the
    /// next file to be opened would take the number of one, and get what is said there written into it.
    package static func install() {
        StandardStream.reportBrokenPipes()
        signal(SIGXFSZ, SIG_IGN)
        for stream: Int32 in 0...2 where fcntl(stream, F_GETFD) == -1 { _ = open("/dev/null", O_RDWR) }
    }

    /// For the agent, which reloads on SIGHUP: one that comes before it listens, or while it stops, does nothing.
    package static func ignoreHangUps() { signal(SIGHUP, SIG_IGN) }
}
