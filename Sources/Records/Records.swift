// Records: lines in, entries out.
//
//     LineBatch ─▶ RecordAssembler ─▶ RecordText ─▶ RecordReader ─▶ Record ─▶ Rules
//
// `RecordAssembler` finds where an entry begins and ends, one per file; `RecordReader` takes an entry apart: captures
// or JSON members, time, level, source, message, trace. What a kind of log looks like is a `Layout`; `Layout.fit` says
// how well one fits some lines, and `Layout.generic` fits a little of everything.
//
// The assembler keeps the bytes of one unfinished entry, within `Limits`, and knows where it began: reading may restart
// there. How lines were cut into batches does not show in what comes out. The reader keeps nothing. Nothing here opens
// a file or reads a clock: the moment is an argument, zones come in as the bytes of their file.
// Start reading at `Layout`, then `RecordAssembler.take`.
