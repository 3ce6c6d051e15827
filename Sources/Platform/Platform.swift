// Platform: the only room that calls the kernel.
//
// Seams (protocols with a double in `Simulation`): `Files` and `OpenFile` look at logs, `Clock` tells the time.
// In: paths and descriptors. Out: bytes, statuses, which directories changed, facts about the host; a `SystemError`
// with the call, the path and the kernel's reason where something was refused.
//
//     Files, LinuxFiles      listing, status and reading of logs: never writes, never blocks on a FIFO
//     Watcher, Waker         inotify, or the word that a directory must be polled; wakes from other threads
//     Clock, SystemClock     both clocks, read together
//     StateLock, OwnFiles    what Stacktail itself owns on the disk
//     FilterProcess          a tool such as `xz -dc`, fed and read in bounded pieces, killed when let go
//     WorkerThread           one pthread for the hot path
//     StandardStream, HostFacts, ProcessUsage, HostEnvironment
//
// It keeps descriptors, each with one owner that closes it, and nothing else. It never retries, logs or decides what a
// failure means: the caller does. Start reading at `Files`.
