// Encodings: text in any encoding to UTF-8, through the C library's iconv, and nothing else.
//
// In: an encoding's name as people write it, the first bytes of a file, the bytes of its lines. Out: `EncodingChoice`
// (what a rule file says), `TextEncoding` (what a file is written in: its code units, its line feed), `TextConverter`
// (bytes to UTF-8, never failing). A converter keeps nothing from one piece of text to the next, so a line reads the
// same wherever reading began. UTF-8 is never converted: what is no UTF-8 in it is replaced where text is made of it.
// Start reading at `EncodingChoice`.
