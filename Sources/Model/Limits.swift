/// What a hostile or broken log may cost. One value, from `limits` in the configuration, handed to every room.
package struct Limits: Hashable, Sendable {
    /// Bytes of a line beyond these are cut and counted; a real log line is far shorter.
    package var lineBytesMax = 256 << 10
    /// Lines of a record beyond these are dropped between its head and its tail; deep recursion prints 1,024 frames.
    package var recordLinesMax = 2_000
    /// Bytes of a record beyond these are dropped likewise.
    package var recordBytesMax = 1 << 20
    /// Descriptors held for reading; the rest of the process needs some dozens more.
    package var openFilesMax = 512

    package init() {}
}
