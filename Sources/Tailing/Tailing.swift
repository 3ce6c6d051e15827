// Tailing: which files, which bytes of them, which lines. Pure: it asks for reads and is told what came.
//
// In: listings and statuses of files, bytes, the time. Out: which file to open, read, follow or close, and
// `LineBatch`es.
//
//     Glob, GlobSet      which paths the rules name
//     Scanner, Scan      a walk over directories: what matches, what could not be read
//     Reconciler         a scan against the open tails: appeared, moved, lost its path, a second name
//     Recovery, Probe    a stored file found again after a restart, under whatever name
//     Tailer             one open file: reading on, truncation, rotation, the end
//     LineFramer         its bytes, in any encoding, to lines of UTF-8
//
// A file is its inode, and its content where the inode says nothing; never its name. What cannot be told apart by the
// kernel's word is told apart by content: each time a file has changed, the last bytes in front of the place where
// reading goes on are read again with the new ones, in one read, and must be what they were.
//
// It keeps what it needs to know a file again (hashes, the last 512 bytes) and the unfinished last line, up to the
// limit. It never opens, reads, waits or looks at a clock. Start reading at `Tailer`.
