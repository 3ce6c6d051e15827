extension String {
    /// Without white space at either end.
    package var trimmed: String {
        // Most texts have none, and then nothing is copied.
        guard
            unicodeScalars.first?.properties.isWhitespace ?? false
                || unicodeScalars.last?.properties.isWhitespace ?? false
        else { return self }
        let scalars = unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }
}
