// Records: lines in, entries out.
//
//     LineBatch ─▶ Streams ─▶ RecordText ─▶ RecordReader ─▶ Record ─▶ Rules
//
// `Streams` gives each writer's lines to a `RecordAssembler`, which finds where an entry begins and ends; a layout
// without `envelope` and `streamBy` has one for the whole file. `RecordReader` takes an entry apart: captures, JSON
// members, logfmt pairs or columns; time, level, source, message, trace. What a kind of log looks like is a `Layout`;
// `Layout.fit` says how well one fits some lines, and `Layout.generic` fits a little of everything.
//
// Header lines (`HeaderLines`) belong to no entry. Where they name the columns, each entry carries the names that were
// in force at its place, and who begins to read amid a file shows the lines in front of it to `Streams.learn`.
//
// An assembler keeps the bytes of one unfinished entry, within `Limits`, and knows where it began: reading may restart
// at the oldest, and `Position.streams` tells which lines behind it are done. How lines were cut into batches does not
// show in what comes out. The reader keeps nothing. Nothing here opens a file or reads a clock: the moment is an
// argument, zones come in as the bytes of their file.
// Start reading at `Layout`, then `RecordAssembler.take`; for several writers at `InterleavedStreams.take`.
