// Model: the nouns that pass between rooms, and nothing that acts.
//
// A byte's way through the program is a sequence of these values:
//
//     Path, Fingerprint   which file                         Platform ─▶ Tailing
//     LineBatch, Line     where its lines are                Tailing  ─▶ Records
//     RecordText          the lines that make up one entry   within Records
//     Record, Trace       what the entry says                Records  ─▶ Rules
//     QueuedEvent         the event's wire bytes, with what  Rules    ─▶ Journaling ─▶ Delivery
//                         the journal must know of them
//     Loss                what was not done, and why         every room ─▶ Journaling
//
// Text stays bytes until an event is certain: no `String` is made of a line that nobody wants.
// This room opens nothing, reads no clock and knows no protocol. Start reading at `Line` and `Record`.
