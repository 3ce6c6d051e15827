// Compression: gzip (RFC 1952) and zlib (RFC 1950) through the system's library, and nothing else.
//
// In: bytes. Out: `gzip(_:)` and `zlib(_:)`, what a POST carries; `Gunzip`, which reads a rotated `.gz` log
// piece by piece; `gunzip(_:outputMax:)` for a body that is at hand as a whole. It keeps a zlib stream while it works
// and nothing afterwards; it opens no file. However little input swells to however much output, a caller never gets
// more at once than it asked for. Start reading at `Gunzip`.
